; The encoded requantizer is its definition. An accumulator of 8 bits, times 1/7, is rounded by
; mode half-even and saturated to -8…7.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 8))
(define-fun result_clamped () (_ BitVec 7) (ite (bvslt accumulator (bvneg (_ bv53 8))) (bvneg (_ bv53 7)) (ite (bvslt (_ bv46 8) accumulator) (_ bv46 7) ((_ extract 6 0) accumulator))))
(define-fun result_rounded_nudged () (_ BitVec 7) (bvadd result_clamped (_ bv3 7)))
(define-fun result_rounded () (_ BitVec 4) ((_ extract 3 0) (bvadd ((_ extract 4 0) (bvudiv (bvadd ((_ sign_extend 1) result_rounded_nudged) (_ bv56 8)) (_ bv7 8))) (bvneg (_ bv8 5)))))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: |2a − 14·q| ≤ 7, and a tie, where both are equal, goes to an even q
(define-fun is_rounded ((a (_ BitVec 15)) (q (_ BitVec 15))) Bool
  (and (bvsle (bvsub (bvmul (_ bv14 15) q) (_ bv7 15)) (bvmul (_ bv2 15) a))
       (bvsle (bvsub (bvmul (_ bv2 15) a) (_ bv7 15)) (bvmul (_ bv14 15) q))
       (=> (or (= (bvsub (bvmul (_ bv2 15) a) (_ bv7 15)) (bvmul (_ bv14 15) q)) (= (bvsub (bvmul (_ bv14 15) q) (_ bv7 15)) (bvmul (_ bv2 15) a))) (= (bvmul (_ bv16384 15) q) (_ bv0 15)))))
; is_saturated: k is a rounded, inside -8…7; an end is also right for all that lies beyond it
(define-fun is_saturated ((a (_ BitVec 15)) (k (_ BitVec 15))) Bool
  (or (and (not (bvsle k (bvsub (_ bv0 15) (_ bv8 15)))) (not (bvsle (_ bv7 15) k)) (is_rounded a k))
      (and (= k (bvsub (_ bv0 15) (_ bv8 15))) (or (is_rounded a (bvsub (_ bv0 15) (_ bv8 15))) (not (bvsle (bvsub (_ bv0 15) (_ bv56 15)) a))))
      (and (= k (_ bv7 15)) (or (is_rounded a (_ bv7 15)) (not (bvsle a (_ bv49 15)))))))
; The encoding does not meet it:
(assert (not (is_saturated ((_ sign_extend 7) accumulator) ((_ sign_extend 11) result_rounded))))
(check-sat)
