; The encoded abs is its definition, at every raw value of Q5.6.
; unsat: no raw value breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const raw (_ BitVec 12))
(define-fun result () (_ BitVec 12) (ite (bvslt raw (bvneg (_ bv2046 12))) (_ bv2047 12) (ite (bvslt raw (_ bv1 12)) (bvneg raw) raw)))
; The definition, on vectors so wide that nothing in it wraps.
(define-fun is_activated ((k (_ BitVec 16)) (y (_ BitVec 16))) Bool
  (and (=> (bvsle (_ bv0 16) k) (= y k))
       (=> (not (bvsle (_ bv0 16) k)) (or (and (= y (bvsub (_ bv0 16) k)) (bvsle y (_ bv2047 16))) (and (= y (_ bv2047 16)) (not (bvsle (bvsub (_ bv0 16) k) (_ bv2047 16))))))))
; The encoding does not meet it:
(assert (not (is_activated ((_ sign_extend 4) raw) ((_ sign_extend 4) result))))
(check-sat)
