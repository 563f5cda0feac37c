; The encoded requantizer is its definition. An accumulator of 32 bits, times 1/16, is rounded by
; mode ceil and saturated to -32768…32767.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 32))
(define-fun result_clamped () (_ BitVec 20) (ite (bvslt accumulator (bvneg (_ bv524288 32))) (bvneg (_ bv524288 20)) (ite (bvslt (_ bv524257 32) accumulator) (_ bv524257 20) ((_ extract 19 0) accumulator))))
(define-fun result_rounded () (_ BitVec 16) ((_ extract 19 4) (bvadd result_clamped (_ bv15 20))))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: 16·q − 16 < a ≤ 16·q
(define-fun is_rounded ((a (_ BitVec 40)) (q (_ BitVec 40))) Bool
  (and (bvsle a (bvmul (_ bv16 40) q))
       (not (bvsle a (bvsub (bvmul (_ bv16 40) q) (_ bv16 40))))))
; is_saturated: k is a rounded, inside -32768…32767; an end is also right for all that lies beyond
; it
(define-fun is_saturated ((a (_ BitVec 40)) (k (_ BitVec 40))) Bool
  (or (and (not (bvsle k (bvsub (_ bv0 40) (_ bv32768 40)))) (not (bvsle (_ bv32767 40) k)) (is_rounded a k))
      (and (= k (bvsub (_ bv0 40) (_ bv32768 40))) (or (is_rounded a (bvsub (_ bv0 40) (_ bv32768 40))) (not (bvsle (bvsub (_ bv0 40) (_ bv524288 40)) a))))
      (and (= k (_ bv32767 40)) (or (is_rounded a (_ bv32767 40)) (not (bvsle a (_ bv524272 40)))))))
; The encoding does not meet it:
(assert (not (is_saturated ((_ sign_extend 8) accumulator) ((_ sign_extend 24) result_rounded))))
(check-sat)
