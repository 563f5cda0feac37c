; The activation is even: σ(−k) = σ(k). σ is abs on Q3.4, half-even.
; unsat: the law holds.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const k (_ BitVec 8))
(assert (not (bvslt k (bvneg (_ bv127 8)))))
(define-fun at_k () (_ BitVec 8) (ite (bvslt k (bvneg (_ bv126 8))) (_ bv127 8) (ite (bvslt k (_ bv1 8)) (bvneg k) k)))
(define-fun at_minus_k_argument () (_ BitVec 8) (bvneg k))
(define-fun at_minus_k () (_ BitVec 8) (ite (bvslt at_minus_k_argument (bvneg (_ bv126 8))) (_ bv127 8) (ite (bvslt at_minus_k_argument (_ bv1 8)) (bvneg at_minus_k_argument) at_minus_k_argument)))
(assert (not (= at_minus_k at_k)))
(check-sat)
