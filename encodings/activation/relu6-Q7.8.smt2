; The encoded relu6 is its definition, at every raw value of Q7.8.
; unsat: no raw value breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const raw (_ BitVec 16))
(define-fun result () (_ BitVec 12) (ite (bvslt raw (_ bv1 16)) (_ bv0 12) (ite (bvslt raw (_ bv1537 16)) ((_ extract 11 0) raw) (_ bv1536 12))))
; The definition, on vectors so wide that nothing in it wraps.
(define-fun is_activated ((k (_ BitVec 20)) (y (_ BitVec 20))) Bool
  (and (bvsle (_ bv0 20) y)
       (bvsle y (_ bv1536 20))
       (or (= y k) (and (= y (_ bv0 20)) (bvsle k y)) (and (= y (_ bv1536 20)) (bvsle y k)))))
; The encoding does not meet it:
(assert (not (is_activated ((_ sign_extend 4) raw) ((_ sign_extend 8) result))))
(check-sat)
