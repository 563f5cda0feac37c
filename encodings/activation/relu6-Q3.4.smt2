; The encoded relu6 is its definition, at every raw value of Q3.4.
; unsat: no raw value breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const raw (_ BitVec 8))
(define-fun result () (_ BitVec 8) (ite (bvslt raw (_ bv1 8)) (_ bv0 8) (ite (bvslt raw (_ bv97 8)) raw (_ bv96 8))))
; The definition, on vectors so wide that nothing in it wraps.
(define-fun is_activated ((k (_ BitVec 13)) (y (_ BitVec 13))) Bool
  (and (bvsle (_ bv0 13) y)
       (bvsle y (_ bv96 13))
       (or (= y k) (and (= y (_ bv0 13)) (bvsle k y)) (and (= y (_ bv96 13)) (bvsle y k)))))
; The encoding does not meet it:
(assert (not (is_activated ((_ sign_extend 5) raw) ((_ sign_extend 5) result))))
(check-sat)
