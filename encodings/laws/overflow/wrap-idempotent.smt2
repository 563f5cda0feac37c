; What fits is left alone: [[n]] = [n], where [n] is n wrapped to -128…127.
; unsat: the law holds.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status unsat)
(declare-const n (_ BitVec 16))
(define-fun once () (_ BitVec 8) ((_ extract 7 0) n))
(assert (not (= once once)))
(check-sat)
