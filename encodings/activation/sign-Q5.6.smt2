; The encoded sign is its definition, at every raw value of Q5.6.
; unsat: no raw value breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const raw (_ BitVec 12))
(define-fun result () (_ BitVec 8) (ite (bvslt raw (_ bv0 12)) (bvneg (_ bv64 8)) (_ bv64 8)))
; The definition, on vectors so wide that nothing in it wraps.
(define-fun is_activated ((k (_ BitVec 16)) (y (_ BitVec 16))) Bool
  (and (=> (not (bvsle (_ bv0 16) k)) (= y (bvsub (_ bv0 16) (_ bv64 16))))
       (=> (= k (_ bv0 16)) (= y (_ bv64 16)))
       (=> (not (bvsle k (_ bv0 16))) (= y (_ bv64 16)))))
; The encoding does not meet it:
(assert (not (is_activated ((_ sign_extend 4) raw) ((_ sign_extend 8) result))))
(check-sat)
