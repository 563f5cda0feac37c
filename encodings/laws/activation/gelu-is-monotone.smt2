; The activation is monotone: j < k implies σ(j) ≤ σ(k). σ is gelu on Q3.4, half-even.
; sat: the law fails. Witness: j = -17, k = -9, where at_j = -2, at_k = -3.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status sat)
(declare-const j (_ BitVec 8))
(declare-const k (_ BitVec 8))
(define-fun at_j () (_ BitVec 8) (ite (bvslt j (_ bv1 8)) ((_ sign_extend 5) (ite (bvslt j (bvneg (_ bv16 8))) ((_ sign_extend 1) (ite (bvslt j (bvneg (_ bv35 8))) (_ bv0 2) (ite (bvslt j (bvneg (_ bv24 8))) (bvneg (_ bv1 2)) (bvneg (_ bv2 2))))) (ite (bvslt j (bvneg (_ bv3 8))) (ite (bvslt j (bvneg (_ bv8 8))) (bvneg (_ bv3 3)) (bvneg (_ bv2 3))) ((_ sign_extend 2) (ite (bvslt j (bvneg (_ bv1 8))) (bvneg (_ bv1 1)) (_ bv0 1)))))) (ite (bvslt j (_ bv9 8)) ((_ sign_extend 4) (ite (bvslt j (_ bv3 8)) (_ bv1 4) (ite (bvslt j (_ bv5 8)) (_ bv2 4) ((_ extract 3 0) (bvadd ((_ extract 4 0) j) (bvneg (_ bv2 5))))))) (ite (bvslt j (_ bv25 8)) ((_ sign_extend 2) (ite (bvslt j (_ bv17 8)) ((_ sign_extend 1) ((_ extract 4 0) (bvadd ((_ extract 5 0) j) (bvneg (_ bv3 6))))) (bvadd ((_ extract 5 0) j) (bvneg (_ bv2 6))))) (ite (bvslt j (_ bv36 8)) ((_ sign_extend 1) (bvadd ((_ extract 6 0) j) (bvneg (_ bv1 7)))) j)))))
(define-fun at_k () (_ BitVec 8) (ite (bvslt k (_ bv1 8)) ((_ sign_extend 5) (ite (bvslt k (bvneg (_ bv16 8))) ((_ sign_extend 1) (ite (bvslt k (bvneg (_ bv35 8))) (_ bv0 2) (ite (bvslt k (bvneg (_ bv24 8))) (bvneg (_ bv1 2)) (bvneg (_ bv2 2))))) (ite (bvslt k (bvneg (_ bv3 8))) (ite (bvslt k (bvneg (_ bv8 8))) (bvneg (_ bv3 3)) (bvneg (_ bv2 3))) ((_ sign_extend 2) (ite (bvslt k (bvneg (_ bv1 8))) (bvneg (_ bv1 1)) (_ bv0 1)))))) (ite (bvslt k (_ bv9 8)) ((_ sign_extend 4) (ite (bvslt k (_ bv3 8)) (_ bv1 4) (ite (bvslt k (_ bv5 8)) (_ bv2 4) ((_ extract 3 0) (bvadd ((_ extract 4 0) k) (bvneg (_ bv2 5))))))) (ite (bvslt k (_ bv25 8)) ((_ sign_extend 2) (ite (bvslt k (_ bv17 8)) ((_ sign_extend 1) ((_ extract 4 0) (bvadd ((_ extract 5 0) k) (bvneg (_ bv3 6))))) (bvadd ((_ extract 5 0) k) (bvneg (_ bv2 6))))) (ite (bvslt k (_ bv36 8)) ((_ sign_extend 1) (bvadd ((_ extract 6 0) k) (bvneg (_ bv1 7)))) k)))))
(assert (and (bvslt j k) (bvslt at_k at_j)))
(check-sat)
