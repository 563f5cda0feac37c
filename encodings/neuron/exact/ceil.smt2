; The encoded neuron is its definition: 2 inputs in Q1.2, weights format, ceil, exact
; accumulation, saturating; the bias any raw value.
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
(define-fun result_sum () (_ BitVec 9) (bvadd (bvadd ((_ sign_extend 1) (bvmul ((_ sign_extend 4) weight1) ((_ sign_extend 4) input1))) ((_ sign_extend 1) (bvmul ((_ sign_extend 4) weight2) ((_ sign_extend 4) input2)))) ((_ sign_extend 5) bias)))
(define-fun result_clamped () (_ BitVec 6) (ite (bvslt result_sum (bvneg (_ bv32 9))) (bvneg (_ bv32 6)) (ite (bvslt (_ bv25 9) result_sum) (_ bv25 6) ((_ extract 5 0) result_sum))))
(define-fun result_rounded () (_ BitVec 4) ((_ extract 5 2) (bvadd result_clamped (_ bv3 6))))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: 4·q − 4 < a ≤ 4·q
(define-fun is_rounded ((a (_ BitVec 14)) (q (_ BitVec 14))) Bool
  (and (bvsle a (bvmul (_ bv4 14) q))
       (not (bvsle a (bvsub (bvmul (_ bv4 14) q) (_ bv4 14))))))
; is_saturated: k is a rounded, inside -8…7; an end is also right for all that lies beyond it
(define-fun is_saturated ((a (_ BitVec 14)) (k (_ BitVec 14))) Bool
  (or (and (not (bvsle k (bvsub (_ bv0 14) (_ bv8 14)))) (not (bvsle (_ bv7 14) k)) (is_rounded a k))
      (and (= k (bvsub (_ bv0 14) (_ bv8 14))) (or (is_rounded a (bvsub (_ bv0 14) (_ bv8 14))) (not (bvsle (bvsub (_ bv0 14) (_ bv32 14)) a))))
      (and (= k (_ bv7 14)) (or (is_rounded a (_ bv7 14)) (not (bvsle a (_ bv28 14)))))))
; The encoding does not meet it:
(assert (not (is_saturated (bvsub (bvsub ((_ sign_extend 10) bias) (bvsub (_ bv0 14) (bvmul ((_ sign_extend 10) weight1) ((_ sign_extend 10) input1)))) (bvsub (_ bv0 14) (bvmul ((_ sign_extend 10) weight2) ((_ sign_extend 10) input2)))) ((_ sign_extend 10) result_rounded))))
(check-sat)
