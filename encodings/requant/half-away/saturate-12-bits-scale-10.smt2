; The encoded requantizer is its definition. An accumulator of 12 bits, times 1/10, is rounded by
; mode half-away and saturated to -32…31.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 12))
(define-fun result_clamped () (_ BitVec 10) (ite (bvslt accumulator (bvneg (_ bv315 12))) (bvneg (_ bv315 10)) (ite (bvslt (_ bv305 12) accumulator) (_ bv305 10) ((_ extract 9 0) accumulator))))
(define-fun result_rounded_nudged () (_ BitVec 10) (bvadd result_clamped ((_ sign_extend 6) (ite (bvslt result_clamped (_ bv0 10)) (_ bv4 4) (_ bv5 4)))))
(define-fun result_rounded () (_ BitVec 6) ((_ extract 5 0) (bvadd ((_ extract 6 0) (bvudiv (bvadd ((_ sign_extend 1) result_rounded_nudged) (_ bv320 11)) (_ bv10 11))) (bvneg (_ bv32 7)))))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: |2a − 20·q| ≤ 10, and a tie, where both are equal, goes away from zero
(define-fun is_rounded ((a (_ BitVec 19)) (q (_ BitVec 19))) Bool
  (and (bvsle (bvsub (bvmul (_ bv20 19) q) (_ bv10 19)) (bvmul (_ bv2 19) a))
       (bvsle (bvsub (bvmul (_ bv2 19) a) (_ bv10 19)) (bvmul (_ bv20 19) q))
       (and (=> (= (bvsub (bvmul (_ bv2 19) a) (_ bv10 19)) (bvmul (_ bv20 19) q)) (not (not (bvsle a (_ bv0 19))))) (=> (= (bvsub (bvmul (_ bv20 19) q) (_ bv10 19)) (bvmul (_ bv2 19) a)) (not (bvsle a (_ bv0 19)))))))
; is_saturated: k is a rounded, inside -32…31; an end is also right for all that lies beyond it
(define-fun is_saturated ((a (_ BitVec 19)) (k (_ BitVec 19))) Bool
  (or (and (not (bvsle k (bvsub (_ bv0 19) (_ bv32 19)))) (not (bvsle (_ bv31 19) k)) (is_rounded a k))
      (and (= k (bvsub (_ bv0 19) (_ bv32 19))) (or (is_rounded a (bvsub (_ bv0 19) (_ bv32 19))) (not (bvsle (bvsub (_ bv0 19) (_ bv320 19)) a))))
      (and (= k (_ bv31 19)) (or (is_rounded a (_ bv31 19)) (not (bvsle a (_ bv310 19)))))))
; The encoding does not meet it:
(assert (not (is_saturated ((_ sign_extend 7) accumulator) ((_ sign_extend 13) result_rounded))))
(check-sat)
