; The encoded requantizer is its definition. An accumulator of 24 bits, times 1/16, is rounded by
; mode half-away and saturated to -2048…2047.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 24))
(define-fun result_clamped () (_ BitVec 16) (ite (bvslt accumulator (bvneg (_ bv32760 24))) (bvneg (_ bv32760 16)) (ite (bvslt (_ bv32744 24) accumulator) (_ bv32744 16) ((_ extract 15 0) accumulator))))
(define-fun result_rounded () (_ BitVec 12) ((_ extract 15 4) (bvadd result_clamped ((_ sign_extend 11) (ite (bvslt result_clamped (_ bv0 16)) (_ bv7 5) (_ bv8 5))))))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: |2a − 32·q| ≤ 16, and a tie, where both are equal, goes away from zero
(define-fun is_rounded ((a (_ BitVec 32)) (q (_ BitVec 32))) Bool
  (and (bvsle (bvsub (bvmul (_ bv32 32) q) (_ bv16 32)) (bvmul (_ bv2 32) a))
       (bvsle (bvsub (bvmul (_ bv2 32) a) (_ bv16 32)) (bvmul (_ bv32 32) q))
       (and (=> (= (bvsub (bvmul (_ bv2 32) a) (_ bv16 32)) (bvmul (_ bv32 32) q)) (not (not (bvsle a (_ bv0 32))))) (=> (= (bvsub (bvmul (_ bv32 32) q) (_ bv16 32)) (bvmul (_ bv2 32) a)) (not (bvsle a (_ bv0 32)))))))
; is_saturated: k is a rounded, inside -2048…2047; an end is also right for all that lies beyond
; it
(define-fun is_saturated ((a (_ BitVec 32)) (k (_ BitVec 32))) Bool
  (or (and (not (bvsle k (bvsub (_ bv0 32) (_ bv2048 32)))) (not (bvsle (_ bv2047 32) k)) (is_rounded a k))
      (and (= k (bvsub (_ bv0 32) (_ bv2048 32))) (or (is_rounded a (bvsub (_ bv0 32) (_ bv2048 32))) (not (bvsle (bvsub (_ bv0 32) (_ bv32768 32)) a))))
      (and (= k (_ bv2047 32)) (or (is_rounded a (_ bv2047 32)) (not (bvsle a (_ bv32752 32)))))))
; The encoding does not meet it:
(assert (not (is_saturated ((_ sign_extend 8) accumulator) ((_ sign_extend 20) result_rounded))))
(check-sat)
