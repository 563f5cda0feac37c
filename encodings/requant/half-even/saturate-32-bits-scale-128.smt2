; The encoded requantizer is its definition. An accumulator of 32 bits, times 1/128, is rounded by
; mode half-even and saturated to -32768…32767.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 32))
(define-fun result_clamped () (_ BitVec 23) (ite (bvslt accumulator (bvneg (_ bv4194240 32))) (bvneg (_ bv4194240 23)) (ite (bvslt (_ bv4194113 32) accumulator) (_ bv4194113 23) ((_ extract 22 0) accumulator))))
(define-fun result_rounded_nudged () (_ BitVec 23) (bvadd result_clamped (_ bv64 23)))
(define-fun result_rounded_half_up () (_ BitVec 16) ((_ extract 22 7) result_rounded_nudged))
(define-fun result_rounded () (_ BitVec 16) (ite (and (= (concat #b0 ((_ extract 6 0) result_rounded_nudged)) (_ bv0 8)) (= ((_ extract 0 0) result_rounded_half_up) #b1)) (concat ((_ extract 15 1) result_rounded_half_up) #b0) result_rounded_half_up))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: |2a − 256·q| ≤ 128, and a tie, where both are equal, goes to an even q
(define-fun is_rounded ((a (_ BitVec 43)) (q (_ BitVec 43))) Bool
  (and (bvsle (bvsub (bvmul (_ bv256 43) q) (_ bv128 43)) (bvmul (_ bv2 43) a))
       (bvsle (bvsub (bvmul (_ bv2 43) a) (_ bv128 43)) (bvmul (_ bv256 43) q))
       (=> (or (= (bvsub (bvmul (_ bv2 43) a) (_ bv128 43)) (bvmul (_ bv256 43) q)) (= (bvsub (bvmul (_ bv256 43) q) (_ bv128 43)) (bvmul (_ bv2 43) a))) (= (bvmul (_ bv4398046511104 43) q) (_ bv0 43)))))
; is_saturated: k is a rounded, inside -32768…32767; an end is also right for all that lies beyond
; it
(define-fun is_saturated ((a (_ BitVec 43)) (k (_ BitVec 43))) Bool
  (or (and (not (bvsle k (bvsub (_ bv0 43) (_ bv32768 43)))) (not (bvsle (_ bv32767 43) k)) (is_rounded a k))
      (and (= k (bvsub (_ bv0 43) (_ bv32768 43))) (or (is_rounded a (bvsub (_ bv0 43) (_ bv32768 43))) (not (bvsle (bvsub (_ bv0 43) (_ bv4194304 43)) a))))
      (and (= k (_ bv32767 43)) (or (is_rounded a (_ bv32767 43)) (not (bvsle a (_ bv4194176 43)))))))
; The encoding does not meet it:
(assert (not (is_saturated ((_ sign_extend 11) accumulator) ((_ sign_extend 27) result_rounded))))
(check-sat)
