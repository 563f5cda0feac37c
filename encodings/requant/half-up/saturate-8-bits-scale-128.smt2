; The encoded requantizer is its definition. An accumulator of 8 bits, times 1/128, is rounded by
; mode half-up and saturated to -8…7.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 8))
(define-fun result_rounded () (_ BitVec 2) ((_ extract 8 7) (bvadd ((_ sign_extend 1) accumulator) (_ bv64 9))))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: |2a − 256·q| ≤ 128, and a tie, where both are equal, goes up
(define-fun is_rounded ((a (_ BitVec 19)) (q (_ BitVec 19))) Bool
  (and (bvsle (bvsub (bvmul (_ bv256 19) q) (_ bv128 19)) (bvmul (_ bv2 19) a))
       (bvsle (bvsub (bvmul (_ bv2 19) a) (_ bv128 19)) (bvmul (_ bv256 19) q))
       (not (= (bvsub (bvmul (_ bv2 19) a) (_ bv128 19)) (bvmul (_ bv256 19) q)))))
; is_saturated: k is a rounded, inside -8…7; an end is also right for all that lies beyond it
(define-fun is_saturated ((a (_ BitVec 19)) (k (_ BitVec 19))) Bool
  (or (and (not (bvsle k (bvsub (_ bv0 19) (_ bv8 19)))) (not (bvsle (_ bv7 19) k)) (is_rounded a k))
      (and (= k (bvsub (_ bv0 19) (_ bv8 19))) (or (is_rounded a (bvsub (_ bv0 19) (_ bv8 19))) (not (bvsle (bvsub (_ bv0 19) (_ bv1024 19)) a))))
      (and (= k (_ bv7 19)) (or (is_rounded a (_ bv7 19)) (not (bvsle a (_ bv896 19)))))))
; The encoding does not meet it:
(assert (not (is_saturated ((_ sign_extend 11) accumulator) ((_ sign_extend 17) result_rounded))))
(check-sat)
