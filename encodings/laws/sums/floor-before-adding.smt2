; Rounding floor before adding gives no more than after: a/10 rounded plus b/10 rounded is at most
; (a + b)/10 rounded.
; unsat: the law holds.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const a (_ BitVec 10))
(declare-const b (_ BitVec 10))
(define-fun a_rounded () (_ BitVec 7) ((_ extract 6 0) (bvadd ((_ extract 7 0) (bvudiv (bvadd ((_ sign_extend 2) a) (_ bv520 12)) (_ bv10 12))) (bvneg (_ bv52 8)))))
(define-fun b_rounded () (_ BitVec 7) ((_ extract 6 0) (bvadd ((_ extract 7 0) (bvudiv (bvadd ((_ sign_extend 2) b) (_ bv520 12)) (_ bv10 12))) (bvneg (_ bv52 8)))))
(define-fun sum_rounded_exact () (_ BitVec 11) (bvadd ((_ sign_extend 1) a) ((_ sign_extend 1) b)))
(define-fun sum_rounded () (_ BitVec 8) ((_ extract 7 0) (bvadd ((_ extract 8 0) (bvudiv (bvadd ((_ sign_extend 2) sum_rounded_exact) (_ bv1030 13)) (_ bv10 13))) (bvneg (_ bv103 9)))))
(assert (bvslt sum_rounded (bvadd ((_ sign_extend 1) a_rounded) ((_ sign_extend 1) b_rounded))))
(check-sat)
