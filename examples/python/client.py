#!/usr/bin/python3
"""One prepaid call against Tollgate: authorize, answer, settle. README.md says how to run it.

Copy `Tollgate` into a gateway of your own; `main` plays a call with it.
"""

import argparse
import math
import os
import sys
import time
import uuid

import grpc
from google.rpc import error_details_pb2, status_pb2
from tollgate.v1 import common_pb2, credit_control_pb2, credit_control_pb2_grpc

# A caller waits for the first answer, nobody for the others.
AUTHORIZE_SECONDS = 1.0
REPORT_SECONDS = 5.0
TRIES = 3

# The outcome is unknown: Tollgate may have acted, and only the answer was lost.
MAYBE_DONE = (
    grpc.StatusCode.UNAVAILABLE,
    grpc.StatusCode.DEADLINE_EXCEEDED,
    grpc.StatusCode.RESOURCE_EXHAUSTED,
)


class Tollgate:
    """The verbs that a gateway needs. Each is safe to repeat with the same hold id or token.

    `gateway_id` names this gateway: it is kept with each call, so that `tollgate holds --gateway` can list what is
    open. Where the token is bound to a gateway it must be that one, or empty.
    """

    def __init__(self, address, token=None, gateway_id="", priority_address=None):
        """`priority_address` is the server's `grpc.priority_address`: what ends calls, and calls to numbers that may be
        emergency numbers, go there and do not wait behind a flood of authorizes."""
        self.channel = grpc.insecure_channel(address)
        self.stub = credit_control_pb2_grpc.CreditControlServiceStub(self.channel)
        self.priority = self.stub
        if priority_address:
            self.priority_channel = grpc.insecure_channel(priority_address)
            self.priority = credit_control_pb2_grpc.CreditControlServiceStub(self.priority_channel)
        self.metadata = [("authorization", f"Bearer {token}")] if token else []
        self.gateway_id = gateway_id

    def authorize(self, account_id, hold_id, caller, callee, subject_id=""):
        """Reserves the worst case. A denial is an answer, not an exception: look at `decision`.

        `replayed` is true where this hold id was asked for before, by another call of this method: its hold pays for
        one call only, so do not connect a second one. What this client repeats by itself is no replay.
        `subject_id` is the user of the account that calls, where limits, licences or included minutes are per subject.
        """
        request = credit_control_pb2.AuthorizeRequest(
            account_id=account_id,
            hold_id=hold_id,
            direction=common_pb2.DIRECTION_OUTBOUND,
            to=callee,
            subject_id=subject_id,
            gateway_id=self.gateway_id,
            **{"from": caller},  # a word of Python's
        )
        try:
            stub = self.priority if may_be_emergency(callee) else self.stub
            return self._ask(stub.Authorize, request, AUTHORIZE_SECONDS)
        except grpc.RpcError as error:
            # It may have reserved. A release is right before, during and after an authorize.
            if error.code() in MAYBE_DONE:
                self._try_release(account_id, hold_id)
            raise

    # The token names the account and the hold. With it a call is charged even if the store lost its hold.

    def answer(self, settle_token):
        """Billable time begins."""
        request = credit_control_pb2.AnswerRequest(settle_token=settle_token)
        return self._ask(self.priority.Answer, request, REPORT_SECONDS)

    def settle(self, settle_token, connected_seconds):
        """Charges the connected time and gives the rest back. A started second counts whole; 0 charges nothing."""
        request = credit_control_pb2.SettleRequest(
            settle_token=settle_token,
            connected_milliseconds=math.ceil(connected_seconds * 1000),
        )
        return self._ask(self.priority.Settle, request, REPORT_SECONDS)

    def release(self, account_id, hold_id):
        """Gives everything back: busy, no answer, cancelled. By its ids, because there may be no token."""
        request = credit_control_pb2.ReleaseRequest(account_id=account_id, hold_id=hold_id)
        return self._ask(self.priority.Release, request, REPORT_SECONDS)

    def _try_release(self, account_id, hold_id):
        try:
            self.release(account_id, hold_id)
        except grpc.RpcError as error:
            # A real gateway queues it. If it never arrives, Tollgate frees the hold when ringing must be over.
            print(f"could not release {hold_id}: {error.details()}", file=sys.stderr)

    def _ask(self, method, request, seconds):
        """Sends the same request again while the outcome is unknown, within `seconds` in all.

        All of them have one request id, so that Tollgate knows them for one question: `replayed` reads false.
        """
        metadata = [*self.metadata, ("x-request-id", str(uuid.uuid4()))]
        deadline = time.monotonic() + seconds
        for attempt in range(1, TRIES + 1):
            left = deadline - time.monotonic()
            try:
                return method(request, timeout=max(left, 0.01), metadata=metadata)
            except grpc.RpcError as error:
                pause = 0.05 * 2**attempt
                if error.code() not in MAYBE_DONE or attempt == TRIES or left < pause:
                    raise
                time.sleep(pause)


def may_be_emergency(callee):
    """Tollgate knows which numbers are; short ones and services may be, and a few that are none do no harm."""
    return callee.lower().startswith("urn:service:") or len(callee) <= 6


def error_info(error):
    """What is wrong, for a program: the ErrorInfo of a failed call (reason, metadata), or None."""
    for key, value in error.trailing_metadata() or ():
        if key == "grpc-status-details-bin":
            for detail in status_pb2.Status.FromString(value).details:
                info = error_details_pb2.ErrorInfo()
                if detail.Unpack(info):
                    return info
    return None


def main():
    parser = argparse.ArgumentParser(description="Plays one prepaid call.")
    parser.add_argument("--address", default="127.0.0.1:50051")
    parser.add_argument("--priority-address", help="the server's grpc.priority_address, where it has one")
    parser.add_argument("--account", required=True)
    parser.add_argument("--subject", default="", help="which user of the account calls")
    parser.add_argument("--gateway", default="python-example", help="this gateway's name")
    parser.add_argument("--from", dest="caller", default="+12025550100")
    parser.add_argument("--to", dest="callee", default="+14155550123")
    parser.add_argument("--seconds", type=float, default=2.5, help="how long to talk")
    arguments = parser.parse_args()

    token = os.environ.get("TOLLGATE_TOKEN")
    tollgate = Tollgate(arguments.address, token, arguments.gateway, arguments.priority_address)
    hold_id = f"python-{uuid.uuid4()}"  # a SIP gateway takes Call-ID, From tag and branch
    try:
        return play(tollgate, arguments, hold_id)
    except grpc.RpcError as error:
        info = error_info(error)
        reason = info.reason if info else error.code().name
        print(f"fault: {reason}: {error.details()}", file=sys.stderr)
        return 1


def play(tollgate, arguments, hold_id):
    verdict = tollgate.authorize(
        arguments.account, hold_id, arguments.caller, arguments.callee, arguments.subject
    )
    if verdict.decision != common_pb2.DECISION_ALLOW:
        print(f"denied: {verdict.reason} (SIP {verdict.sip_status}): {verdict.message}")
        return 3
    print(f"allowed for {verdict.granted_seconds} s, held {dollars(verdict.hold_milli_cents)}")

    tollgate.answer(verdict.settle_token)
    begun = time.monotonic()
    time.sleep(min(arguments.seconds, verdict.granted_seconds))  # the call must end with its grant
    connected = time.monotonic() - begun

    bill = tollgate.settle(verdict.settle_token, connected)
    print(
        f"talked {connected:.1f} s, billed {bill.billed_duration_seconds} s: "
        f"{dollars(bill.billing_amount_milli_cents)}, balance {dollars(bill.balance_milli_cents)}"
    )
    return 0


def dollars(milli_cents):
    return f"${milli_cents // 100_000}.{milli_cents % 100_000:05d}"


if __name__ == "__main__":
    sys.exit(main())
