; The encoded requantizer is its definition. An accumulator of 32 bits, times 1/16, is rounded by
; mode half-down and saturated to -32768…32767.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 32))
(define-fun result_clamped () (_ BitVec 20) (ite (bvslt accumulator (bvneg (_ bv524280 32))) (bvneg (_ bv524280 20)) (ite (bvslt (_ bv524265 32) accumulator) (_ bv524265 20) ((_ extract 19 0) accumulator))))
(define-fun result_rounded () (_ BitVec 16) ((_ extract 19 4) (bvadd result_clamped (_ bv7 20))))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: |2a − 32·q| ≤ 16, and a tie, where both are equal, goes down
(define-fun is_rounded ((a (_ BitVec 40)) (q (_ BitVec 40))) Bool
  (and (bvsle (bvsub (bvmul (_ bv32 40) q) (_ bv16 40)) (bvmul (_ bv2 40) a))
       (bvsle (bvsub (bvmul (_ bv2 40) a) (_ bv16 40)) (bvmul (_ bv32 40) q))
       (not (= (bvsub (bvmul (_ bv32 40) q) (_ bv16 40)) (bvmul (_ bv2 40) a)))))
; is_saturated: k is a rounded, inside -32768…32767; an end is also right for all that lies beyond
; it
(define-fun is_saturated ((a (_ BitVec 40)) (k (_ BitVec 40))) Bool
  (or (and (not (bvsle k (bvsub (_ bv0 40) (_ bv32768 40)))) (not (bvsle (_ bv32767 40) k)) (is_rounded a k))
      (and (= k (bvsub (_ bv0 40) (_ bv32768 40))) (or (is_rounded a (bvsub (_ bv0 40) (_ bv32768 40))) (not (bvsle (bvsub (_ bv0 40) (_ bv524288 40)) a))))
      (and (= k (_ bv32767 40)) (or (is_rounded a (_ bv32767 40)) (not (bvsle a (_ bv524272 40)))))))
; The encoding does not meet it:
(assert (not (is_saturated ((_ sign_extend 8) accumulator) ((_ sign_extend 24) result_rounded))))
(check-sat)
