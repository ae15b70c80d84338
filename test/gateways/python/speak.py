"""What Python gets to see of Tollgate, as one JSON object. Uses the example's client, and the stubs directly."""

import json
import os
import sys

import grpc
from client import Tollgate, error_info
from tollgate.v1 import account_pb2, account_pb2_grpc, common_pb2, credit_control_pb2

address, account, poor = sys.argv[1:]
seen = {}

accounts = account_pb2_grpc.AccountServiceStub(grpc.insecure_channel(address))
admin = [("authorization", f"Bearer {os.environ['ADMIN_TOKEN']}")]
for name, plan in ((account, "default"), (poor, "low")):
    request = account_pb2.CreateAccountRequest(account_id=name, plan=plan)
    seen[f"created_{plan}"] = accounts.CreateAccount(request, timeout=5, metadata=admin).account.balance_milli_cents

tollgate = Tollgate(address, os.environ["TOLLGATE_TOKEN"], "python-test")
verdict = tollgate.authorize(account, "call-1", "+12025550100", "+14155550123")
seen["allowed"] = verdict.decision == common_pb2.DECISION_ALLOW
seen["granted_seconds"] = verdict.granted_seconds
seen["hold_milli_cents"] = verdict.hold_milli_cents
seen["per_minute_milli_cents"] = verdict.terms.per_minute_milli_cents

seen["final"] = verdict.final

answered = tollgate.answer(verdict.settle_token)
seen["answered"] = common_pb2.ReservationStatus.Name(answered.reservation_status)
bill = tollgate.settle(verdict.settle_token, 0.4)
seen["settled"] = common_pb2.ReservationStatus.Name(bill.reservation_status)
seen["billed_seconds"] = bill.billed_duration_seconds
seen["charged_milli_cents"] = bill.billing_amount_milli_cents
seen["balance_milli_cents"] = bill.balance_milli_cents
seen["repeated"] = tollgate.settle(verdict.settle_token, 0.4).replayed

# Two that have one request id are one question; a third that has another is a repeat.
request = credit_control_pb2.AuthorizeRequest(
    account_id=account, hold_id="call-2", direction=common_pb2.DIRECTION_OUTBOUND, to="+14155550123"
)
seen["replayed"] = [
    tollgate.stub.Authorize(
        request, timeout=5, metadata=[*tollgate.metadata, ("x-request-id", request_id)]
    ).replayed
    for request_id in ("question-1", "question-1", "question-2")
]
released = tollgate.release(account, "call-2")
seen["released"] = common_pb2.ReservationStatus.Name(released.reservation_status)

denied = tollgate.authorize(poor, "call-1", "+12025550100", "+14155550123")
seen["denied"] = {
    "decision": common_pb2.Decision.Name(denied.decision),
    "reason": denied.reason,
    "sip_status": denied.sip_status,
    "shortfall_milli_cents": denied.shortfall_milli_cents,
    "message": denied.message,
}

# A settle that forgets the connected time must not be taken for zero.
try:
    request = credit_control_pb2.SettleRequest(account_id=account, hold_id="call-1")
    tollgate.stub.Settle(request, timeout=5, metadata=tollgate.metadata)
except grpc.RpcError as error:
    info = error_info(error)
    seen["fault"] = {
        "code": error.code().name,
        "domain": info.domain,
        "reason": info.reason,
        "field": info.metadata["field"],
    }

print(json.dumps(seen))
