// Original file: proto/tollgate/v1/credit_control.proto


export interface SessionHeartbeat {
}

export interface SessionHeartbeat__Output {
}
