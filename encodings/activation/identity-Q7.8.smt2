; The encoded identity is its definition, at every raw value of Q7.8.
; unsat: no raw value breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const raw (_ BitVec 16))
; The definition, on vectors so wide that nothing in it wraps.
(define-fun is_activated ((k (_ BitVec 20)) (y (_ BitVec 20))) Bool
  (= y k))
; The encoding does not meet it:
(assert (not (is_activated ((_ sign_extend 4) raw) ((_ sign_extend 4) raw))))
(check-sat)
