; The encoded step is its definition, at every raw value of Q3.4.
; unsat: no raw value breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const raw (_ BitVec 8))
(define-fun result () (_ BitVec 6) (ite (bvslt raw (_ bv0 8)) (_ bv0 6) (_ bv16 6)))
; The definition, on vectors so wide that nothing in it wraps.
(define-fun is_activated ((k (_ BitVec 13)) (y (_ BitVec 13))) Bool
  (and (=> (not (bvsle (_ bv0 13) k)) (= y (_ bv0 13)))
       (=> (= k (_ bv0 13)) (= y (_ bv16 13)))
       (=> (not (bvsle k (_ bv0 13))) (= y (_ bv16 13)))))
; The encoding does not meet it:
(assert (not (is_activated ((_ sign_extend 5) raw) ((_ sign_extend 7) result))))
(check-sat)
