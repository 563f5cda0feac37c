; The encoded requantizer is its definition. An accumulator of 12 bits, times 1/3, is rounded by
; mode half-even and wrapped around to -32…31.
; unsat: no accumulator breaks the definition.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const accumulator (_ BitVec 12))
(define-fun result_rounded_nudged () (_ BitVec 13) (bvadd ((_ sign_extend 1) accumulator) (_ bv1 13)))
(define-fun result_rounded_remainder1 () (_ BitVec 3) ((_ extract 2 0) (bvurem (bvadd ((_ sign_extend 1) ((_ extract 12 4) result_rounded_nudged)) (_ bv129 10)) (_ bv3 10))))
(define-fun result_rounded_part0 () (_ BitVec 7) (concat result_rounded_remainder1 ((_ extract 3 0) result_rounded_nudged)))
(define-fun result_rounded_digit0 () (_ BitVec 5) ((_ extract 4 0) (bvudiv result_rounded_part0 (_ bv3 7))))
(define-fun result_rounded () (_ BitVec 11) (concat ((_ extract 6 0) (bvadd ((_ extract 7 0) (bvudiv (bvadd ((_ sign_extend 1) ((_ extract 12 4) result_rounded_nudged)) (_ bv129 10)) (_ bv3 10))) (bvneg (_ bv43 8)))) ((_ extract 3 0) result_rounded_digit0)))
(define-fun result () (_ BitVec 6) ((_ extract 5 0) result_rounded))
; The definition, on vectors so wide that nothing in it wraps.
; is_rounded: |2a − 6·q| ≤ 3, and a tie, where both are equal, goes to an even q
(define-fun is_rounded ((a (_ BitVec 18)) (q (_ BitVec 18))) Bool
  (and (bvsle (bvsub (bvmul (_ bv6 18) q) (_ bv3 18)) (bvmul (_ bv2 18) a))
       (bvsle (bvsub (bvmul (_ bv2 18) a) (_ bv3 18)) (bvmul (_ bv6 18) q))
       (=> (or (= (bvsub (bvmul (_ bv2 18) a) (_ bv3 18)) (bvmul (_ bv6 18) q)) (= (bvsub (bvmul (_ bv6 18) q) (_ bv3 18)) (bvmul (_ bv2 18) a))) (= (bvmul (_ bv131072 18) q) (_ bv0 18)))))
; is_wrapped: k is in -32…31, and q = k + 64·turns
(define-fun is_wrapped ((q (_ BitVec 18)) (k (_ BitVec 18)) (turns (_ BitVec 18))) Bool
  (and (and (bvsle (bvsub (_ bv0 18) (_ bv32 18)) k) (bvsle k (_ bv31 18)))
       (= k (bvsub q (bvmul (_ bv64 18) turns)))))
; The encoding does not meet it:
(declare-const value (_ BitVec 18))
(declare-const turns (_ BitVec 18))
(assert (and (bvsle (bvsub (_ bv0 18) (_ bv66 18)) turns) (bvsle turns (_ bv66 18))))
(assert (or (not (is_rounded ((_ sign_extend 6) accumulator) ((_ sign_extend 7) result_rounded))) (and (is_wrapped ((_ sign_extend 7) result_rounded) value turns) (not (= value ((_ sign_extend 12) result))))))
(check-sat)
