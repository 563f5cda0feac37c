; Opposite arguments differ by the argument: σ(k) − σ(−k) = k. σ is relu on Q3.4, half-even.
; unsat: the law holds.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const k (_ BitVec 8))
(assert (not (bvslt k (bvneg (_ bv127 8)))))
(define-fun at_k () (_ BitVec 8) (ite (bvslt k (_ bv1 8)) (_ bv0 8) k))
(define-fun at_minus_k_argument () (_ BitVec 8) (bvneg k))
(define-fun at_minus_k () (_ BitVec 8) (ite (bvslt at_minus_k_argument (_ bv1 8)) (_ bv0 8) at_minus_k_argument))
(assert (not (= ((_ sign_extend 1) at_k) (bvadd ((_ sign_extend 1) k) ((_ sign_extend 1) at_minus_k)))))
(check-sat)
