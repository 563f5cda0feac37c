; The requantizer r keeps what the format holds: r(7·k) = k. r takes accumulators times 1/7,
; rounded half-even and saturated to -128…127.
; unsat: the law holds.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const k (_ BitVec 8))
(define-fun r_of_multiple_exact () (_ BitVec 11) (bvmul ((_ sign_extend 3) k) (_ bv7 11)))
(define-fun r_of_multiple_clamped () (_ BitVec 11) (ite (bvslt r_of_multiple_exact (bvneg (_ bv893 11))) (bvneg (_ bv893 11)) (ite (bvslt (_ bv886 11) r_of_multiple_exact) (_ bv886 11) r_of_multiple_exact)))
(define-fun r_of_multiple_rounded_nudged () (_ BitVec 11) (bvadd r_of_multiple_clamped (_ bv3 11)))
(define-fun r_of_multiple_rounded () (_ BitVec 8) ((_ extract 7 0) (bvadd ((_ extract 8 0) (bvudiv (bvadd ((_ sign_extend 1) r_of_multiple_rounded_nudged) (_ bv896 12)) (_ bv7 12))) (bvneg (_ bv128 9)))))
(assert (not (= r_of_multiple_rounded k)))
(check-sat)
