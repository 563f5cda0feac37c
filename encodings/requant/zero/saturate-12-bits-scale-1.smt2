; The encoded requantizer is its definition. An accumulator of 12 bits, times 1/1, is rounded by
; mode zero and saturated to -32…31.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 12))
(define-fun result_clamped () (_ BitVec 6) (ite (bvslt accumulator (bvneg (_ bv32 12))) (bvneg (_ bv32 6)) (ite (bvslt (_ bv31 12) accumulator) (_ bv31 6) ((_ extract 5 0) accumulator))))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: q ≤ a < q + 1 for a ≥ 0, and q − 1 < a ≤ q for a ≤ 0
(define-fun is_rounded ((a (_ BitVec 17)) (q (_ BitVec 17))) Bool
  (and (=> (bvsle (_ bv0 17) a) (and (bvsle q a) (not (bvsle q (bvsub a (_ bv1 17))))))
       (=> (bvsle a (_ bv0 17)) (and (bvsle a q) (not (bvsle a (bvsub q (_ bv1 17))))))))
; is_saturated: k is a rounded, inside -32…31; an end is also right for all that lies beyond it
(define-fun is_saturated ((a (_ BitVec 17)) (k (_ BitVec 17))) Bool
  (or (and (not (bvsle k (bvsub (_ bv0 17) (_ bv32 17)))) (not (bvsle (_ bv31 17) k)) (is_rounded a k))
      (and (= k (bvsub (_ bv0 17) (_ bv32 17))) (or (is_rounded a (bvsub (_ bv0 17) (_ bv32 17))) (not (bvsle (bvsub (_ bv0 17) (_ bv32 17)) a))))
      (and (= k (_ bv31 17)) (or (is_rounded a (_ bv31 17)) (not (bvsle a (_ bv31 17)))))))
; The encoding does not meet it:
(assert (not (is_saturated ((_ sign_extend 5) accumulator) ((_ sign_extend 11) result_clamped))))
(check-sat)
