; The encoded neuron is its definition: 2 inputs in Q1.2, weights format, half-away, sequential-
; bias-last accumulation, saturating; the bias any raw value.
; unsat: no inputs and parameters break the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const input1 (_ BitVec 4))
(declare-const input2 (_ BitVec 4))
(declare-const weight1 (_ BitVec 4))
(declare-const weight2 (_ BitVec 4))
(declare-const bias (_ BitVec 4))
(define-fun result_product1_exact () (_ BitVec 8) (bvmul ((_ sign_extend 4) weight1) ((_ sign_extend 4) input1)))
(define-fun result_product1 () (_ BitVec 6) ((_ extract 7 2) (bvadd result_product1_exact ((_ sign_extend 5) (ite (bvslt result_product1_exact (_ bv0 8)) (_ bv1 3) (_ bv2 3))))))
(define-fun result_sum1 () (_ BitVec 4) (ite (bvslt result_product1 (bvneg (_ bv8 6))) (bvneg (_ bv8 4)) (ite (bvslt (_ bv7 6) result_product1) (_ bv7 4) ((_ extract 3 0) result_product1))))
(define-fun result_product2_exact () (_ BitVec 8) (bvmul ((_ sign_extend 4) weight2) ((_ sign_extend 4) input2)))
(define-fun result_product2 () (_ BitVec 6) ((_ extract 7 2) (bvadd result_product2_exact ((_ sign_extend 5) (ite (bvslt result_product2_exact (_ bv0 8)) (_ bv1 3) (_ bv2 3))))))
(define-fun result_sum2_exact () (_ BitVec 6) (bvadd ((_ sign_extend 2) result_sum1) result_product2))
(define-fun result_sum2 () (_ BitVec 4) (ite (bvslt result_sum2_exact (bvneg (_ bv8 6))) (bvneg (_ bv8 4)) (ite (bvslt (_ bv7 6) result_sum2_exact) (_ bv7 4) ((_ extract 3 0) result_sum2_exact))))
(define-fun result_exact () (_ BitVec 5) (bvadd ((_ sign_extend 1) result_sum2) ((_ sign_extend 1) bias)))
(define-fun result () (_ BitVec 4) (ite (bvslt result_exact (bvneg (_ bv8 5))) (bvneg (_ bv8 4)) (ite (bvslt (_ bv7 5) result_exact) (_ bv7 4) ((_ extract 3 0) result_exact))))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: |2a − 8·q| ≤ 4, and a tie, where both are equal, goes away from zero
(define-fun is_rounded ((a (_ BitVec 14)) (q (_ BitVec 14))) Bool
  (and (bvsle (bvsub (bvmul (_ bv8 14) q) (_ bv4 14)) (bvmul (_ bv2 14) a))
       (bvsle (bvsub (bvmul (_ bv2 14) a) (_ bv4 14)) (bvmul (_ bv8 14) q))
       (and (=> (= (bvsub (bvmul (_ bv2 14) a) (_ bv4 14)) (bvmul (_ bv8 14) q)) (not (not (bvsle a (_ bv0 14))))) (=> (= (bvsub (bvmul (_ bv8 14) q) (_ bv4 14)) (bvmul (_ bv2 14) a)) (not (bvsle a (_ bv0 14)))))))
; is_saturated: k is a rounded, inside -8…7; an end is also right for all that lies beyond it,
; where a is whole already
(define-fun is_itself ((a (_ BitVec 14)) (q (_ BitVec 14))) Bool
  (= a q))
(define-fun is_saturated ((a (_ BitVec 14)) (k (_ BitVec 14))) Bool
  (or (and (not (bvsle k (bvsub (_ bv0 14) (_ bv8 14)))) (not (bvsle (_ bv7 14) k)) (is_itself a k))
      (and (= k (bvsub (_ bv0 14) (_ bv8 14))) (or (is_itself a (bvsub (_ bv0 14) (_ bv8 14))) (not (bvsle (bvsub (_ bv0 14) (_ bv8 14)) a))))
      (and (= k (_ bv7 14)) (or (is_itself a (_ bv7 14)) (not (bvsle a (_ bv7 14)))))))
; The encoding does not meet it:
(declare-const product1 (_ BitVec 14))
(declare-const sum1 (_ BitVec 14))
(assert (and (bvsle (bvsub (_ bv0 14) (_ bv65 14)) product1) (bvsle product1 (_ bv65 14))))
(assert (is_rounded (bvmul ((_ sign_extend 10) weight1) ((_ sign_extend 10) input1)) product1))
(assert (is_saturated (bvsub (_ bv0 14) (bvsub (_ bv0 14) product1)) sum1))
(declare-const product2 (_ BitVec 14))
(declare-const sum2 (_ BitVec 14))
(assert (and (bvsle (bvsub (_ bv0 14) (_ bv65 14)) product2) (bvsle product2 (_ bv65 14))))
(assert (is_rounded (bvmul ((_ sign_extend 10) weight2) ((_ sign_extend 10) input2)) product2))
(assert (is_saturated (bvsub sum1 (bvsub (_ bv0 14) product2)) sum2))
(declare-const sum (_ BitVec 14))
(assert (is_saturated (bvsub sum2 (bvsub (_ bv0 14) ((_ sign_extend 10) bias))) sum))
(assert (not (= sum ((_ sign_extend 10) result))))
(check-sat)
