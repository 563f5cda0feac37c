; The encoded requantizer is its definition. An accumulator of 32 bits, times 1/128, is rounded by
; mode half-zero and saturated to -32768…32767.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 32))
(define-fun result_clamped () (_ BitVec 23) (ite (bvslt accumulator (bvneg (_ bv4194241 32))) (bvneg (_ bv4194241 23)) (ite (bvslt (_ bv4194113 32) accumulator) (_ bv4194113 23) ((_ extract 22 0) accumulator))))
(define-fun result_rounded () (_ BitVec 16) ((_ extract 22 7) (bvadd result_clamped ((_ sign_extend 15) (ite (bvslt result_clamped (_ bv0 23)) (_ bv64 8) (_ bv63 8))))))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: |2a − 256·q| ≤ 128, and a tie, where both are equal, goes toward zero
(define-fun is_rounded ((a (_ BitVec 43)) (q (_ BitVec 43))) Bool
  (and (bvsle (bvsub (bvmul (_ bv256 43) q) (_ bv128 43)) (bvmul (_ bv2 43) a))
       (bvsle (bvsub (bvmul (_ bv2 43) a) (_ bv128 43)) (bvmul (_ bv256 43) q))
       (and (=> (= (bvsub (bvmul (_ bv2 43) a) (_ bv128 43)) (bvmul (_ bv256 43) q)) (not (bvsle a (_ bv0 43)))) (=> (= (bvsub (bvmul (_ bv256 43) q) (_ bv128 43)) (bvmul (_ bv2 43) a)) (not (not (bvsle a (_ bv0 43))))))))
; is_saturated: k is a rounded, inside -32768…32767; an end is also right for all that lies beyond
; it
(define-fun is_saturated ((a (_ BitVec 43)) (k (_ BitVec 43))) Bool
  (or (and (not (bvsle k (bvsub (_ bv0 43) (_ bv32768 43)))) (not (bvsle (_ bv32767 43) k)) (is_rounded a k))
      (and (= k (bvsub (_ bv0 43) (_ bv32768 43))) (or (is_rounded a (bvsub (_ bv0 43) (_ bv32768 43))) (not (bvsle (bvsub (_ bv0 43) (_ bv4194304 43)) a))))
      (and (= k (_ bv32767 43)) (or (is_rounded a (_ bv32767 43)) (not (bvsle a (_ bv4194176 43)))))))
; The encoding does not meet it:
(assert (not (is_saturated ((_ sign_extend 11) accumulator) ((_ sign_extend 27) result_rounded))))
(check-sat)
