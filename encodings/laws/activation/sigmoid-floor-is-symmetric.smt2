; Opposite arguments add up: σ(k) + σ(−k) = 16. σ is sigmoid on Q3.4, floor.
; sat: the law fails. Witness: k = 1, where at_k = 8, at_minus_k = 7.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status sat)
(declare-const k (_ BitVec 8))
(assert (not (bvslt k (bvneg (_ bv127 8)))))
(define-fun at_k () (_ BitVec 5) (ite (bvslt k (_ bv0 8)) ((_ sign_extend 1) (ite (bvslt k (bvneg (_ bv17 8))) ((_ sign_extend 1) (ite (bvslt k (bvneg (_ bv31 8))) ((_ sign_extend 1) (ite (bvslt k (bvneg (_ bv43 8))) (_ bv0 2) (_ bv1 2))) (ite (bvslt k (bvneg (_ bv23 8))) (_ bv2 3) (_ bv3 3)))) (ite (bvslt k (bvneg (_ bv8 8))) (ite (bvslt k (bvneg (_ bv12 8))) (_ bv4 4) (_ bv5 4)) (ite (bvslt k (bvneg (_ bv4 8))) (_ bv6 4) (_ bv7 4))))) (ite (bvslt k (_ bv18 8)) (ite (bvslt k (_ bv9 8)) (ite (bvslt k (_ bv5 8)) (_ bv8 5) (_ bv9 5)) (ite (bvslt k (_ bv13 8)) (_ bv10 5) (_ bv11 5))) (ite (bvslt k (_ bv32 8)) (ite (bvslt k (_ bv24 8)) (_ bv12 5) (_ bv13 5)) (ite (bvslt k (_ bv44 8)) (_ bv14 5) (_ bv15 5))))))
(define-fun at_minus_k_argument () (_ BitVec 8) (bvneg k))
(define-fun at_minus_k () (_ BitVec 5) (ite (bvslt at_minus_k_argument (_ bv0 8)) ((_ sign_extend 1) (ite (bvslt at_minus_k_argument (bvneg (_ bv17 8))) ((_ sign_extend 1) (ite (bvslt at_minus_k_argument (bvneg (_ bv31 8))) ((_ sign_extend 1) (ite (bvslt at_minus_k_argument (bvneg (_ bv43 8))) (_ bv0 2) (_ bv1 2))) (ite (bvslt at_minus_k_argument (bvneg (_ bv23 8))) (_ bv2 3) (_ bv3 3)))) (ite (bvslt at_minus_k_argument (bvneg (_ bv8 8))) (ite (bvslt at_minus_k_argument (bvneg (_ bv12 8))) (_ bv4 4) (_ bv5 4)) (ite (bvslt at_minus_k_argument (bvneg (_ bv4 8))) (_ bv6 4) (_ bv7 4))))) (ite (bvslt at_minus_k_argument (_ bv18 8)) (ite (bvslt at_minus_k_argument (_ bv9 8)) (ite (bvslt at_minus_k_argument (_ bv5 8)) (_ bv8 5) (_ bv9 5)) (ite (bvslt at_minus_k_argument (_ bv13 8)) (_ bv10 5) (_ bv11 5))) (ite (bvslt at_minus_k_argument (_ bv32 8)) (ite (bvslt at_minus_k_argument (_ bv24 8)) (_ bv12 5) (_ bv13 5)) (ite (bvslt at_minus_k_argument (_ bv44 8)) (_ bv14 5) (_ bv15 5))))))
(assert (not (= (bvadd ((_ sign_extend 1) at_k) ((_ sign_extend 1) at_minus_k)) (_ bv16 6))))
(check-sat)
