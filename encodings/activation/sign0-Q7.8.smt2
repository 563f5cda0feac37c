; The encoded sign0 is its definition, at every raw value of Q7.8.
; unsat: no raw value breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const raw (_ BitVec 16))
(define-fun result () (_ BitVec 10) (ite (bvslt raw (_ bv0 16)) (bvneg (_ bv256 10)) (ite (bvslt raw (_ bv1 16)) (_ bv0 10) (_ bv256 10))))
; The definition, on vectors so wide that nothing in it wraps.
(define-fun is_activated ((k (_ BitVec 20)) (y (_ BitVec 20))) Bool
  (and (=> (not (bvsle (_ bv0 20) k)) (= y (bvsub (_ bv0 20) (_ bv256 20))))
       (=> (= k (_ bv0 20)) (= y (_ bv0 20)))
       (=> (not (bvsle k (_ bv0 20))) (= y (_ bv256 20)))))
; The encoding does not meet it:
(assert (not (is_activated ((_ sign_extend 4) raw) ((_ sign_extend 10) result))))
(check-sat)
