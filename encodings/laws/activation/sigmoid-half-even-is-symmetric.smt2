; Opposite arguments add up: σ(k) + σ(−k) = 16. σ is sigmoid on Q3.4, half-even.
; unsat: the law holds.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const k (_ BitVec 8))
(assert (not (bvslt k (bvneg (_ bv127 8)))))
(define-fun at_k () (_ BitVec 6) (ite (bvslt k (bvneg (_ bv2 8))) ((_ sign_extend 2) (ite (bvslt k (bvneg (_ bv20 8))) ((_ sign_extend 1) (ite (bvslt k (bvneg (_ bv36 8))) ((_ sign_extend 1) (ite (bvslt k (bvneg (_ bv54 8))) (_ bv0 2) (_ bv1 2))) (ite (bvslt k (bvneg (_ bv26 8))) (_ bv2 3) (_ bv3 3)))) (ite (bvslt k (bvneg (_ bv10 8))) (ite (bvslt k (bvneg (_ bv15 8))) (_ bv4 4) (_ bv5 4)) (ite (bvslt k (bvneg (_ bv6 8))) (_ bv6 4) (_ bv7 4))))) (ite (bvslt k (_ bv16 8)) ((_ sign_extend 1) (ite (bvslt k (_ bv7 8)) (ite (bvslt k (_ bv3 8)) (_ bv8 5) (_ bv9 5)) (ite (bvslt k (_ bv11 8)) (_ bv10 5) (_ bv11 5)))) (ite (bvslt k (_ bv27 8)) ((_ sign_extend 1) (ite (bvslt k (_ bv21 8)) (_ bv12 5) (_ bv13 5))) (ite (bvslt k (_ bv37 8)) (_ bv14 6) (ite (bvslt k (_ bv55 8)) (_ bv15 6) (_ bv16 6)))))))
(define-fun at_minus_k_argument () (_ BitVec 8) (bvneg k))
(define-fun at_minus_k () (_ BitVec 6) (ite (bvslt at_minus_k_argument (bvneg (_ bv2 8))) ((_ sign_extend 2) (ite (bvslt at_minus_k_argument (bvneg (_ bv20 8))) ((_ sign_extend 1) (ite (bvslt at_minus_k_argument (bvneg (_ bv36 8))) ((_ sign_extend 1) (ite (bvslt at_minus_k_argument (bvneg (_ bv54 8))) (_ bv0 2) (_ bv1 2))) (ite (bvslt at_minus_k_argument (bvneg (_ bv26 8))) (_ bv2 3) (_ bv3 3)))) (ite (bvslt at_minus_k_argument (bvneg (_ bv10 8))) (ite (bvslt at_minus_k_argument (bvneg (_ bv15 8))) (_ bv4 4) (_ bv5 4)) (ite (bvslt at_minus_k_argument (bvneg (_ bv6 8))) (_ bv6 4) (_ bv7 4))))) (ite (bvslt at_minus_k_argument (_ bv16 8)) ((_ sign_extend 1) (ite (bvslt at_minus_k_argument (_ bv7 8)) (ite (bvslt at_minus_k_argument (_ bv3 8)) (_ bv8 5) (_ bv9 5)) (ite (bvslt at_minus_k_argument (_ bv11 8)) (_ bv10 5) (_ bv11 5)))) (ite (bvslt at_minus_k_argument (_ bv27 8)) ((_ sign_extend 1) (ite (bvslt at_minus_k_argument (_ bv21 8)) (_ bv12 5) (_ bv13 5))) (ite (bvslt at_minus_k_argument (_ bv37 8)) (_ bv14 6) (ite (bvslt at_minus_k_argument (_ bv55 8)) (_ bv15 6) (_ bv16 6)))))))
(assert (not (= (bvadd ((_ sign_extend 1) at_k) ((_ sign_extend 1) at_minus_k)) (_ bv16 7))))
(check-sat)
