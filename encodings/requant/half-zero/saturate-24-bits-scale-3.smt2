; The encoded requantizer is its definition. An accumulator of 24 bits, times 1/3, is rounded by
; mode half-zero and saturated to -2048…2047.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 24))
(define-fun result_clamped () (_ BitVec 14) (ite (bvslt accumulator (bvneg (_ bv6143 24))) (bvneg (_ bv6143 14)) (ite (bvslt (_ bv6140 24) accumulator) (_ bv6140 14) ((_ extract 13 0) accumulator))))
(define-fun result_rounded_nudged () (_ BitVec 14) (bvadd result_clamped (_ bv1 14)))
(define-fun result_rounded_remainder1 () (_ BitVec 3) ((_ extract 2 0) (bvurem (bvadd ((_ sign_extend 1) ((_ extract 13 4) result_rounded_nudged)) (_ bv384 11)) (_ bv3 11))))
(define-fun result_rounded_part0 () (_ BitVec 7) (concat result_rounded_remainder1 ((_ extract 3 0) result_rounded_nudged)))
(define-fun result_rounded_digit0 () (_ BitVec 5) ((_ extract 4 0) (bvudiv result_rounded_part0 (_ bv3 7))))
(define-fun result_rounded () (_ BitVec 12) (concat ((_ extract 7 0) (bvadd ((_ extract 8 0) (bvudiv (bvadd ((_ sign_extend 1) ((_ extract 13 4) result_rounded_nudged)) (_ bv384 11)) (_ bv3 11))) (bvneg (_ bv128 9)))) ((_ extract 3 0) result_rounded_digit0)))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: |2a − 6·q| ≤ 3, and a tie, where both are equal, goes toward zero
(define-fun is_rounded ((a (_ BitVec 30)) (q (_ BitVec 30))) Bool
  (and (bvsle (bvsub (bvmul (_ bv6 30) q) (_ bv3 30)) (bvmul (_ bv2 30) a))
       (bvsle (bvsub (bvmul (_ bv2 30) a) (_ bv3 30)) (bvmul (_ bv6 30) q))
       (and (=> (= (bvsub (bvmul (_ bv2 30) a) (_ bv3 30)) (bvmul (_ bv6 30) q)) (not (bvsle a (_ bv0 30)))) (=> (= (bvsub (bvmul (_ bv6 30) q) (_ bv3 30)) (bvmul (_ bv2 30) a)) (not (not (bvsle a (_ bv0 30))))))))
; is_saturated: k is a rounded, inside -2048…2047; an end is also right for all that lies beyond
; it
(define-fun is_saturated ((a (_ BitVec 30)) (k (_ BitVec 30))) Bool
  (or (and (not (bvsle k (bvsub (_ bv0 30) (_ bv2048 30)))) (not (bvsle (_ bv2047 30) k)) (is_rounded a k))
      (and (= k (bvsub (_ bv0 30) (_ bv2048 30))) (or (is_rounded a (bvsub (_ bv0 30) (_ bv2048 30))) (not (bvsle (bvsub (_ bv0 30) (_ bv6144 30)) a))))
      (and (= k (_ bv2047 30)) (or (is_rounded a (_ bv2047 30)) (not (bvsle a (_ bv6141 30)))))))
; The encoding does not meet it:
(assert (not (is_saturated ((_ sign_extend 6) accumulator) ((_ sign_extend 18) result_rounded))))
(check-sat)
