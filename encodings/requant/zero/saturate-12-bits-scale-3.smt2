; The encoded requantizer is its definition. An accumulator of 12 bits, times 1/3, is rounded by
; mode zero and saturated to -32…31.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 12))
(define-fun result_clamped () (_ BitVec 8) (ite (bvslt accumulator (bvneg (_ bv96 12))) (bvneg (_ bv96 8)) (ite (bvslt (_ bv93 12) accumulator) (_ bv93 8) ((_ extract 7 0) accumulator))))
(define-fun result_rounded_nudged () (_ BitVec 8) (bvadd result_clamped ((_ sign_extend 5) (ite (bvslt result_clamped (_ bv0 8)) (_ bv2 3) (_ bv0 3)))))
(define-fun result_rounded () (_ BitVec 6) ((_ extract 5 0) (bvadd ((_ extract 6 0) (bvudiv (bvadd ((_ sign_extend 1) result_rounded_nudged) (_ bv96 9)) (_ bv3 9))) (bvneg (_ bv32 7)))))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: 3·q ≤ a < 3·q + 3 for a ≥ 0, and 3·q − 3 < a ≤ 3·q for a ≤ 0
(define-fun is_rounded ((a (_ BitVec 18)) (q (_ BitVec 18))) Bool
  (and (=> (bvsle (_ bv0 18) a) (and (bvsle (bvmul (_ bv3 18) q) a) (not (bvsle (bvmul (_ bv3 18) q) (bvsub a (_ bv3 18))))))
       (=> (bvsle a (_ bv0 18)) (and (bvsle a (bvmul (_ bv3 18) q)) (not (bvsle a (bvsub (bvmul (_ bv3 18) q) (_ bv3 18))))))))
; is_saturated: k is a rounded, inside -32…31; an end is also right for all that lies beyond it
(define-fun is_saturated ((a (_ BitVec 18)) (k (_ BitVec 18))) Bool
  (or (and (not (bvsle k (bvsub (_ bv0 18) (_ bv32 18)))) (not (bvsle (_ bv31 18) k)) (is_rounded a k))
      (and (= k (bvsub (_ bv0 18) (_ bv32 18))) (or (is_rounded a (bvsub (_ bv0 18) (_ bv32 18))) (not (bvsle (bvsub (_ bv0 18) (_ bv96 18)) a))))
      (and (= k (_ bv31 18)) (or (is_rounded a (_ bv31 18)) (not (bvsle a (_ bv93 18)))))))
; The encoding does not meet it:
(assert (not (is_saturated ((_ sign_extend 6) accumulator) ((_ sign_extend 12) result_rounded))))
(check-sat)
