; The encoded requantizer is its definition. An accumulator of 10 bits, times 5/3, is rounded by
; mode half-up and wrapped around to 0…199.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 10))
(define-fun result_rounded_scaled () (_ BitVec 13) (bvmul ((_ sign_extend 3) accumulator) (_ bv5 13)))
(define-fun result_rounded_nudged () (_ BitVec 13) (bvadd result_rounded_scaled (_ bv1 13)))
(define-fun result_rounded_remainder1 () (_ BitVec 3) ((_ extract 2 0) (bvurem (bvadd ((_ sign_extend 1) ((_ extract 12 4) result_rounded_nudged)) (_ bv162 10)) (_ bv3 10))))
(define-fun result_rounded_part0 () (_ BitVec 7) (concat result_rounded_remainder1 ((_ extract 3 0) result_rounded_nudged)))
(define-fun result_rounded_digit0 () (_ BitVec 5) ((_ extract 4 0) (bvudiv result_rounded_part0 (_ bv3 7))))
(define-fun result_rounded () (_ BitVec 11) (concat ((_ extract 6 0) (bvadd ((_ extract 7 0) (bvudiv (bvadd ((_ sign_extend 1) ((_ extract 12 4) result_rounded_nudged)) (_ bv162 10)) (_ bv3 10))) (bvneg (_ bv54 8)))) ((_ extract 3 0) result_rounded_digit0)))
(define-fun result () (_ BitVec 9) ((_ extract 8 0) (bvurem (bvadd ((_ sign_extend 1) result_rounded) (_ bv1000 12)) (_ bv200 12))))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: |2a − 6·q| ≤ 3, and a tie, where both are equal, goes up
(define-fun is_rounded ((a (_ BitVec 18)) (q (_ BitVec 18))) Bool
  (and (bvsle (bvsub (bvmul (_ bv6 18) q) (_ bv3 18)) (bvmul (_ bv2 18) a))
       (bvsle (bvsub (bvmul (_ bv2 18) a) (_ bv3 18)) (bvmul (_ bv6 18) q))
       (not (= (bvsub (bvmul (_ bv2 18) a) (_ bv3 18)) (bvmul (_ bv6 18) q)))))
; is_wrapped: k is in 0…199, and q = k + 200·turns
(define-fun is_wrapped ((q (_ BitVec 18)) (k (_ BitVec 18)) (turns (_ BitVec 18))) Bool
  (and (and (bvsle (_ bv0 18) k) (bvsle k (_ bv199 18)))
       (= k (bvsub q (bvmul (_ bv200 18) turns)))))
; The encoding does not meet it:
(declare-const value (_ BitVec 18))
(declare-const turns (_ BitVec 18))
(assert (and (bvsle (bvsub (_ bv0 18) (_ bv27 18)) turns) (bvsle turns (_ bv27 18))))
(assert (or (not (is_rounded (bvmul (_ bv5 18) ((_ sign_extend 8) accumulator)) ((_ sign_extend 7) result_rounded))) (and (is_wrapped ((_ sign_extend 7) result_rounded) value turns) (not (= value ((_ sign_extend 9) result))))))
(check-sat)
