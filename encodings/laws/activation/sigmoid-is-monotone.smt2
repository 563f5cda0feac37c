; The activation is monotone: j < k implies σ(j) ≤ σ(k). σ is sigmoid on Q3.4, half-even.
; unsat: the law holds.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const j (_ BitVec 8))
(declare-const k (_ BitVec 8))
(define-fun at_j () (_ BitVec 6) (ite (bvslt j (bvneg (_ bv2 8))) ((_ sign_extend 2) (ite (bvslt j (bvneg (_ bv20 8))) ((_ sign_extend 1) (ite (bvslt j (bvneg (_ bv36 8))) ((_ sign_extend 1) (ite (bvslt j (bvneg (_ bv54 8))) (_ bv0 2) (_ bv1 2))) (ite (bvslt j (bvneg (_ bv26 8))) (_ bv2 3) (_ bv3 3)))) (ite (bvslt j (bvneg (_ bv10 8))) (ite (bvslt j (bvneg (_ bv15 8))) (_ bv4 4) (_ bv5 4)) (ite (bvslt j (bvneg (_ bv6 8))) (_ bv6 4) (_ bv7 4))))) (ite (bvslt j (_ bv16 8)) ((_ sign_extend 1) (ite (bvslt j (_ bv7 8)) (ite (bvslt j (_ bv3 8)) (_ bv8 5) (_ bv9 5)) (ite (bvslt j (_ bv11 8)) (_ bv10 5) (_ bv11 5)))) (ite (bvslt j (_ bv27 8)) ((_ sign_extend 1) (ite (bvslt j (_ bv21 8)) (_ bv12 5) (_ bv13 5))) (ite (bvslt j (_ bv37 8)) (_ bv14 6) (ite (bvslt j (_ bv55 8)) (_ bv15 6) (_ bv16 6)))))))
(define-fun at_k () (_ BitVec 6) (ite (bvslt k (bvneg (_ bv2 8))) ((_ sign_extend 2) (ite (bvslt k (bvneg (_ bv20 8))) ((_ sign_extend 1) (ite (bvslt k (bvneg (_ bv36 8))) ((_ sign_extend 1) (ite (bvslt k (bvneg (_ bv54 8))) (_ bv0 2) (_ bv1 2))) (ite (bvslt k (bvneg (_ bv26 8))) (_ bv2 3) (_ bv3 3)))) (ite (bvslt k (bvneg (_ bv10 8))) (ite (bvslt k (bvneg (_ bv15 8))) (_ bv4 4) (_ bv5 4)) (ite (bvslt k (bvneg (_ bv6 8))) (_ bv6 4) (_ bv7 4))))) (ite (bvslt k (_ bv16 8)) ((_ sign_extend 1) (ite (bvslt k (_ bv7 8)) (ite (bvslt k (_ bv3 8)) (_ bv8 5) (_ bv9 5)) (ite (bvslt k (_ bv11 8)) (_ bv10 5) (_ bv11 5)))) (ite (bvslt k (_ bv27 8)) ((_ sign_extend 1) (ite (bvslt k (_ bv21 8)) (_ bv12 5) (_ bv13 5))) (ite (bvslt k (_ bv37 8)) (_ bv14 6) (ite (bvslt k (_ bv55 8)) (_ bv15 6) (_ bv16 6)))))))
(assert (and (bvslt j k) (bvslt at_k at_j)))
(check-sat)
