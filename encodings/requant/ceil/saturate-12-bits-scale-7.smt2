; The encoded requantizer is its definition. An accumulator of 12 bits, times 1/7, is rounded by
; mode ceil and saturated to -32…31.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 12))
(define-fun result_clamped () (_ BitVec 9) (ite (bvslt accumulator (bvneg (_ bv224 12))) (bvneg (_ bv224 9)) (ite (bvslt (_ bv211 12) accumulator) (_ bv211 9) ((_ extract 8 0) accumulator))))
(define-fun result_rounded_nudged () (_ BitVec 9) (bvadd result_clamped (_ bv6 9)))
(define-fun result_rounded () (_ BitVec 6) ((_ extract 5 0) (bvadd ((_ extract 6 0) (bvudiv (bvadd ((_ sign_extend 1) result_rounded_nudged) (_ bv224 10)) (_ bv7 10))) (bvneg (_ bv32 7)))))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: 7·q − 7 < a ≤ 7·q
(define-fun is_rounded ((a (_ BitVec 19)) (q (_ BitVec 19))) Bool
  (and (bvsle a (bvmul (_ bv7 19) q))
       (not (bvsle a (bvsub (bvmul (_ bv7 19) q) (_ bv7 19))))))
; is_saturated: k is a rounded, inside -32…31; an end is also right for all that lies beyond it
(define-fun is_saturated ((a (_ BitVec 19)) (k (_ BitVec 19))) Bool
  (or (and (not (bvsle k (bvsub (_ bv0 19) (_ bv32 19)))) (not (bvsle (_ bv31 19) k)) (is_rounded a k))
      (and (= k (bvsub (_ bv0 19) (_ bv32 19))) (or (is_rounded a (bvsub (_ bv0 19) (_ bv32 19))) (not (bvsle (bvsub (_ bv0 19) (_ bv224 19)) a))))
      (and (= k (_ bv31 19)) (or (is_rounded a (_ bv31 19)) (not (bvsle a (_ bv217 19)))))))
; The encoding does not meet it:
(assert (not (is_saturated ((_ sign_extend 7) accumulator) ((_ sign_extend 13) result_rounded))))
(check-sat)
