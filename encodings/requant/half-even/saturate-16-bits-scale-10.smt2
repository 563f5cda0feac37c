; The encoded requantizer is its definition. An accumulator of 16 bits, times 1/10, is rounded by
; mode half-even and saturated to -128…127.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 16))
(define-fun result_clamped () (_ BitVec 12) (ite (bvslt accumulator (bvneg (_ bv1275 16))) (bvneg (_ bv1275 12)) (ite (bvslt (_ bv1266 16) accumulator) (_ bv1266 12) ((_ extract 11 0) accumulator))))
(define-fun result_rounded_nudged () (_ BitVec 12) (bvadd result_clamped (_ bv5 12)))
(define-fun result_rounded_half_up () (_ BitVec 8) ((_ extract 7 0) (bvadd ((_ extract 8 0) (bvudiv (bvadd ((_ sign_extend 1) result_rounded_nudged) (_ bv1270 13)) (_ bv10 13))) (bvneg (_ bv127 9)))))
(define-fun result_rounded () (_ BitVec 8) (ite (and (= ((_ extract 4 0) (bvurem (bvadd ((_ sign_extend 1) result_rounded_nudged) (_ bv1270 13)) (_ bv10 13))) (_ bv0 5)) (= ((_ extract 0 0) result_rounded_half_up) #b1)) (concat ((_ extract 7 1) result_rounded_half_up) #b0) result_rounded_half_up))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: |2a − 20·q| ≤ 10, and a tie, where both are equal, goes to an even q
(define-fun is_rounded ((a (_ BitVec 23)) (q (_ BitVec 23))) Bool
  (and (bvsle (bvsub (bvmul (_ bv20 23) q) (_ bv10 23)) (bvmul (_ bv2 23) a))
       (bvsle (bvsub (bvmul (_ bv2 23) a) (_ bv10 23)) (bvmul (_ bv20 23) q))
       (=> (or (= (bvsub (bvmul (_ bv2 23) a) (_ bv10 23)) (bvmul (_ bv20 23) q)) (= (bvsub (bvmul (_ bv20 23) q) (_ bv10 23)) (bvmul (_ bv2 23) a))) (= (bvmul (_ bv4194304 23) q) (_ bv0 23)))))
; is_saturated: k is a rounded, inside -128…127; an end is also right for all that lies beyond it
(define-fun is_saturated ((a (_ BitVec 23)) (k (_ BitVec 23))) Bool
  (or (and (not (bvsle k (bvsub (_ bv0 23) (_ bv128 23)))) (not (bvsle (_ bv127 23) k)) (is_rounded a k))
      (and (= k (bvsub (_ bv0 23) (_ bv128 23))) (or (is_rounded a (bvsub (_ bv0 23) (_ bv128 23))) (not (bvsle (bvsub (_ bv0 23) (_ bv1280 23)) a))))
      (and (= k (_ bv127 23)) (or (is_rounded a (_ bv127 23)) (not (bvsle a (_ bv1270 23)))))))
; The encoding does not meet it:
(assert (not (is_saturated ((_ sign_extend 7) accumulator) ((_ sign_extend 15) result_rounded))))
(check-sat)
