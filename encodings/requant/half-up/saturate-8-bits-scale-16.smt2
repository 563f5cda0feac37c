; The encoded requantizer is its definition. An accumulator of 8 bits, times 1/16, is rounded by
; mode half-up and saturated to -8…7.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 8))
(define-fun result_clamped () (_ BitVec 8) (ite (bvslt accumulator (bvneg (_ bv121 8))) (bvneg (_ bv121 8)) (ite (bvslt (_ bv104 8) accumulator) (_ bv104 8) accumulator)))
(define-fun result_rounded () (_ BitVec 4) ((_ extract 7 4) (bvadd result_clamped (_ bv8 8))))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: |2a − 32·q| ≤ 16, and a tie, where both are equal, goes up
(define-fun is_rounded ((a (_ BitVec 16)) (q (_ BitVec 16))) Bool
  (and (bvsle (bvsub (bvmul (_ bv32 16) q) (_ bv16 16)) (bvmul (_ bv2 16) a))
       (bvsle (bvsub (bvmul (_ bv2 16) a) (_ bv16 16)) (bvmul (_ bv32 16) q))
       (not (= (bvsub (bvmul (_ bv2 16) a) (_ bv16 16)) (bvmul (_ bv32 16) q)))))
; is_saturated: k is a rounded, inside -8…7; an end is also right for all that lies beyond it
(define-fun is_saturated ((a (_ BitVec 16)) (k (_ BitVec 16))) Bool
  (or (and (not (bvsle k (bvsub (_ bv0 16) (_ bv8 16)))) (not (bvsle (_ bv7 16) k)) (is_rounded a k))
      (and (= k (bvsub (_ bv0 16) (_ bv8 16))) (or (is_rounded a (bvsub (_ bv0 16) (_ bv8 16))) (not (bvsle (bvsub (_ bv0 16) (_ bv128 16)) a))))
      (and (= k (_ bv7 16)) (or (is_rounded a (_ bv7 16)) (not (bvsle a (_ bv112 16)))))))
; The encoding does not meet it:
(assert (not (is_saturated ((_ sign_extend 8) accumulator) ((_ sign_extend 12) result_rounded))))
(check-sat)
