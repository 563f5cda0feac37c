; The encoded requantizer is its definition. An accumulator of 12 bits, times 1/16, is rounded by
; mode half-away and saturated to -32…31.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 12))
(define-fun result_clamped () (_ BitVec 10) (ite (bvslt accumulator (bvneg (_ bv504 12))) (bvneg (_ bv504 10)) (ite (bvslt (_ bv488 12) accumulator) (_ bv488 10) ((_ extract 9 0) accumulator))))
(define-fun result_rounded () (_ BitVec 6) ((_ extract 9 4) (bvadd result_clamped ((_ sign_extend 5) (ite (bvslt result_clamped (_ bv0 10)) (_ bv7 5) (_ bv8 5))))))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: |2a − 32·q| ≤ 16, and a tie, where both are equal, goes away from zero
(define-fun is_rounded ((a (_ BitVec 20)) (q (_ BitVec 20))) Bool
  (and (bvsle (bvsub (bvmul (_ bv32 20) q) (_ bv16 20)) (bvmul (_ bv2 20) a))
       (bvsle (bvsub (bvmul (_ bv2 20) a) (_ bv16 20)) (bvmul (_ bv32 20) q))
       (and (=> (= (bvsub (bvmul (_ bv2 20) a) (_ bv16 20)) (bvmul (_ bv32 20) q)) (not (not (bvsle a (_ bv0 20))))) (=> (= (bvsub (bvmul (_ bv32 20) q) (_ bv16 20)) (bvmul (_ bv2 20) a)) (not (bvsle a (_ bv0 20)))))))
; is_saturated: k is a rounded, inside -32…31; an end is also right for all that lies beyond it
(define-fun is_saturated ((a (_ BitVec 20)) (k (_ BitVec 20))) Bool
  (or (and (not (bvsle k (bvsub (_ bv0 20) (_ bv32 20)))) (not (bvsle (_ bv31 20) k)) (is_rounded a k))
      (and (= k (bvsub (_ bv0 20) (_ bv32 20))) (or (is_rounded a (bvsub (_ bv0 20) (_ bv32 20))) (not (bvsle (bvsub (_ bv0 20) (_ bv512 20)) a))))
      (and (= k (_ bv31 20)) (or (is_rounded a (_ bv31 20)) (not (bvsle a (_ bv496 20)))))))
; The encoding does not meet it:
(assert (not (is_saturated ((_ sign_extend 8) accumulator) ((_ sign_extend 14) result_rounded))))
(check-sat)
