; The encoded requantizer is its definition. An accumulator of 16 bits, times 1/3, is rounded by
; mode half-even and saturated to -128…127.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 16))
(define-fun result_clamped () (_ BitVec 10) (ite (bvslt accumulator (bvneg (_ bv383 16))) (bvneg (_ bv383 10)) (ite (bvslt (_ bv380 16) accumulator) (_ bv380 10) ((_ extract 9 0) accumulator))))
(define-fun result_rounded_nudged () (_ BitVec 10) (bvadd result_clamped (_ bv1 10)))
(define-fun result_rounded () (_ BitVec 8) ((_ extract 7 0) (bvadd ((_ extract 8 0) (bvudiv (bvadd ((_ sign_extend 1) result_rounded_nudged) (_ bv384 11)) (_ bv3 11))) (bvneg (_ bv128 9)))))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: |2a − 6·q| ≤ 3, and a tie, where both are equal, goes to an even q
(define-fun is_rounded ((a (_ BitVec 22)) (q (_ BitVec 22))) Bool
  (and (bvsle (bvsub (bvmul (_ bv6 22) q) (_ bv3 22)) (bvmul (_ bv2 22) a))
       (bvsle (bvsub (bvmul (_ bv2 22) a) (_ bv3 22)) (bvmul (_ bv6 22) q))
       (=> (or (= (bvsub (bvmul (_ bv2 22) a) (_ bv3 22)) (bvmul (_ bv6 22) q)) (= (bvsub (bvmul (_ bv6 22) q) (_ bv3 22)) (bvmul (_ bv2 22) a))) (= (bvmul (_ bv2097152 22) q) (_ bv0 22)))))
; is_saturated: k is a rounded, inside -128…127; an end is also right for all that lies beyond it
(define-fun is_saturated ((a (_ BitVec 22)) (k (_ BitVec 22))) Bool
  (or (and (not (bvsle k (bvsub (_ bv0 22) (_ bv128 22)))) (not (bvsle (_ bv127 22) k)) (is_rounded a k))
      (and (= k (bvsub (_ bv0 22) (_ bv128 22))) (or (is_rounded a (bvsub (_ bv0 22) (_ bv128 22))) (not (bvsle (bvsub (_ bv0 22) (_ bv384 22)) a))))
      (and (= k (_ bv127 22)) (or (is_rounded a (_ bv127 22)) (not (bvsle a (_ bv381 22)))))))
; The encoding does not meet it:
(assert (not (is_saturated ((_ sign_extend 6) accumulator) ((_ sign_extend 14) result_rounded))))
(check-sat)
