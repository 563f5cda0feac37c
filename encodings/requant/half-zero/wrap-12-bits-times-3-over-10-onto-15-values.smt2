; The encoded requantizer is its definition. An accumulator of 12 bits, times 3/10, is rounded by
; mode half-zero and wrapped around to -7…7.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 12))
(define-fun result_rounded_scaled () (_ BitVec 14) (bvmul ((_ sign_extend 2) accumulator) (_ bv3 14)))
(define-fun result_rounded_nudged () (_ BitVec 14) (bvadd result_rounded_scaled ((_ sign_extend 10) (ite (bvslt result_rounded_scaled (_ bv0 14)) (_ bv5 4) (_ bv4 4)))))
(define-fun result_rounded_remainder1 () (_ BitVec 5) ((_ extract 4 0) (bvurem (bvadd ((_ sign_extend 1) ((_ extract 13 4) result_rounded_nudged)) (_ bv390 11)) (_ bv10 11))))
(define-fun result_rounded_part0 () (_ BitVec 9) (concat result_rounded_remainder1 ((_ extract 3 0) result_rounded_nudged)))
(define-fun result_rounded_digit0 () (_ BitVec 5) ((_ extract 4 0) (bvudiv result_rounded_part0 (_ bv10 9))))
(define-fun result_rounded () (_ BitVec 11) (concat ((_ extract 6 0) (bvadd ((_ extract 7 0) (bvudiv (bvadd ((_ sign_extend 1) ((_ extract 13 4) result_rounded_nudged)) (_ bv390 11)) (_ bv10 11))) (bvneg (_ bv39 8)))) ((_ extract 3 0) result_rounded_digit0)))
(define-fun result () (_ BitVec 4) ((_ extract 3 0) (bvadd ((_ extract 4 0) (bvurem (bvadd ((_ sign_extend 1) (bvadd result_rounded (_ bv7 11))) (_ bv615 12)) (_ bv15 12))) (bvneg (_ bv7 5)))))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: |2a − 20·q| ≤ 10, and a tie, where both are equal, goes toward zero
(define-fun is_rounded ((a (_ BitVec 21)) (q (_ BitVec 21))) Bool
  (and (bvsle (bvsub (bvmul (_ bv20 21) q) (_ bv10 21)) (bvmul (_ bv2 21) a))
       (bvsle (bvsub (bvmul (_ bv2 21) a) (_ bv10 21)) (bvmul (_ bv20 21) q))
       (and (=> (= (bvsub (bvmul (_ bv2 21) a) (_ bv10 21)) (bvmul (_ bv20 21) q)) (not (bvsle a (_ bv0 21)))) (=> (= (bvsub (bvmul (_ bv20 21) q) (_ bv10 21)) (bvmul (_ bv2 21) a)) (not (not (bvsle a (_ bv0 21))))))))
; is_wrapped: k is in -7…7, and q = k + 15·turns
(define-fun is_wrapped ((q (_ BitVec 21)) (k (_ BitVec 21)) (turns (_ BitVec 21))) Bool
  (and (and (bvsle (bvsub (_ bv0 21) (_ bv7 21)) k) (bvsle k (_ bv7 21)))
       (= k (bvsub q (bvmul (_ bv15 21) turns)))))
; The encoding does not meet it:
(declare-const value (_ BitVec 21))
(declare-const turns (_ BitVec 21))
(assert (and (bvsle (bvsub (_ bv0 21) (_ bv821 21)) turns) (bvsle turns (_ bv821 21))))
(assert (or (not (is_rounded (bvmul (_ bv3 21) ((_ sign_extend 9) accumulator)) ((_ sign_extend 10) result_rounded))) (and (is_wrapped ((_ sign_extend 10) result_rounded) value turns) (not (= value ((_ sign_extend 17) result))))))
(check-sat)
