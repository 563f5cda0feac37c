; The encoded requantizer is its definition. An accumulator of 12 bits, times 1/16, is rounded by
; mode zero and saturated to -32…31.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 12))
(define-fun result_clamped () (_ BitVec 10) (ite (bvslt accumulator (bvneg (_ bv512 12))) (bvneg (_ bv512 10)) (ite (bvslt (_ bv496 12) accumulator) (_ bv496 10) ((_ extract 9 0) accumulator))))
(define-fun result_rounded () (_ BitVec 6) ((_ extract 9 4) (bvadd result_clamped ((_ sign_extend 5) (ite (bvslt result_clamped (_ bv0 10)) (_ bv15 5) (_ bv0 5))))))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: 16·q ≤ a < 16·q + 16 for a ≥ 0, and 16·q − 16 < a ≤ 16·q for a ≤ 0
(define-fun is_rounded ((a (_ BitVec 20)) (q (_ BitVec 20))) Bool
  (and (=> (bvsle (_ bv0 20) a) (and (bvsle (bvmul (_ bv16 20) q) a) (not (bvsle (bvmul (_ bv16 20) q) (bvsub a (_ bv16 20))))))
       (=> (bvsle a (_ bv0 20)) (and (bvsle a (bvmul (_ bv16 20) q)) (not (bvsle a (bvsub (bvmul (_ bv16 20) q) (_ bv16 20))))))))
; is_saturated: k is a rounded, inside -32…31; an end is also right for all that lies beyond it
(define-fun is_saturated ((a (_ BitVec 20)) (k (_ BitVec 20))) Bool
  (or (and (not (bvsle k (bvsub (_ bv0 20) (_ bv32 20)))) (not (bvsle (_ bv31 20) k)) (is_rounded a k))
      (and (= k (bvsub (_ bv0 20) (_ bv32 20))) (or (is_rounded a (bvsub (_ bv0 20) (_ bv32 20))) (not (bvsle (bvsub (_ bv0 20) (_ bv512 20)) a))))
      (and (= k (_ bv31 20)) (or (is_rounded a (_ bv31 20)) (not (bvsle a (_ bv496 20)))))))
; The encoding does not meet it:
(assert (not (is_saturated ((_ sign_extend 8) accumulator) ((_ sign_extend 14) result_rounded))))
(check-sat)
