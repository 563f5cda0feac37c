; The encoded requantizer is its definition. An accumulator of 8 bits, times 1/128, is rounded by
; mode zero and saturated to -8…7.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 8))
(define-fun result_rounded () (_ BitVec 1) ((_ extract 0 0) ((_ extract 8 7) (bvadd ((_ sign_extend 1) accumulator) ((_ sign_extend 1) (ite (bvslt accumulator (_ bv0 8)) (_ bv127 8) (_ bv0 8)))))))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: 128·q ≤ a < 128·q + 128 for a ≥ 0, and 128·q − 128 < a ≤ 128·q for a ≤ 0
(define-fun is_rounded ((a (_ BitVec 19)) (q (_ BitVec 19))) Bool
  (and (=> (bvsle (_ bv0 19) a) (and (bvsle (bvmul (_ bv128 19) q) a) (not (bvsle (bvmul (_ bv128 19) q) (bvsub a (_ bv128 19))))))
       (=> (bvsle a (_ bv0 19)) (and (bvsle a (bvmul (_ bv128 19) q)) (not (bvsle a (bvsub (bvmul (_ bv128 19) q) (_ bv128 19))))))))
; is_saturated: k is a rounded, inside -8…7; an end is also right for all that lies beyond it
(define-fun is_saturated ((a (_ BitVec 19)) (k (_ BitVec 19))) Bool
  (or (and (not (bvsle k (bvsub (_ bv0 19) (_ bv8 19)))) (not (bvsle (_ bv7 19) k)) (is_rounded a k))
      (and (= k (bvsub (_ bv0 19) (_ bv8 19))) (or (is_rounded a (bvsub (_ bv0 19) (_ bv8 19))) (not (bvsle (bvsub (_ bv0 19) (_ bv1024 19)) a))))
      (and (= k (_ bv7 19)) (or (is_rounded a (_ bv7 19)) (not (bvsle a (_ bv896 19)))))))
; The encoding does not meet it:
(assert (not (is_saturated ((_ sign_extend 11) accumulator) ((_ sign_extend 18) result_rounded))))
(check-sat)
