; What was added can be taken away: [[x + y] − y] = x, where [n] is n wrapped to -128…127.
; unsat: the law holds.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const x (_ BitVec 8))
(declare-const y (_ BitVec 8))
(define-fun x_plus_y_exact () (_ BitVec 9) (bvadd ((_ sign_extend 1) x) ((_ sign_extend 1) y)))
(define-fun x_plus_y () (_ BitVec 8) ((_ extract 7 0) x_plus_y_exact))
(define-fun back_exact () (_ BitVec 9) (bvadd ((_ sign_extend 1) x_plus_y) (bvneg ((_ sign_extend 1) y))))
(define-fun back () (_ BitVec 8) ((_ extract 7 0) back_exact))
(assert (not (= back x)))
(check-sat)
