; The encoded requantizer is its definition. An accumulator of 8 bits, times 1/1, is rounded by
; mode half-even and saturated to -8…7.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 8))
(define-fun result_clamped () (_ BitVec 4) (ite (bvslt accumulator (bvneg (_ bv8 8))) (bvneg (_ bv8 4)) (ite (bvslt (_ bv7 8) accumulator) (_ bv7 4) ((_ extract 3 0) accumulator))))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: |2a − 2·q| ≤ 1, and a tie, where both are equal, goes to an even q
(define-fun is_rounded ((a (_ BitVec 13)) (q (_ BitVec 13))) Bool
  (and (bvsle (bvsub (bvmul (_ bv2 13) q) (_ bv1 13)) (bvmul (_ bv2 13) a))
       (bvsle (bvsub (bvmul (_ bv2 13) a) (_ bv1 13)) (bvmul (_ bv2 13) q))
       (=> (or (= (bvsub (bvmul (_ bv2 13) a) (_ bv1 13)) (bvmul (_ bv2 13) q)) (= (bvsub (bvmul (_ bv2 13) q) (_ bv1 13)) (bvmul (_ bv2 13) a))) (= (bvmul (_ bv4096 13) q) (_ bv0 13)))))
; is_saturated: k is a rounded, inside -8…7; an end is also right for all that lies beyond it
(define-fun is_saturated ((a (_ BitVec 13)) (k (_ BitVec 13))) Bool
  (or (and (not (bvsle k (bvsub (_ bv0 13) (_ bv8 13)))) (not (bvsle (_ bv7 13) k)) (is_rounded a k))
      (and (= k (bvsub (_ bv0 13) (_ bv8 13))) (or (is_rounded a (bvsub (_ bv0 13) (_ bv8 13))) (not (bvsle (bvsub (_ bv0 13) (_ bv8 13)) a))))
      (and (= k (_ bv7 13)) (or (is_rounded a (_ bv7 13)) (not (bvsle a (_ bv7 13)))))))
; The encoding does not meet it:
(assert (not (is_saturated ((_ sign_extend 5) accumulator) ((_ sign_extend 9) result_clamped))))
(check-sat)
