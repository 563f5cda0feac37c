; An input at which two semantics differ: x1 in -128…127.
; Left: the table of gelu on Q3.4, half-even, saturate.
; Right: the table of gelu on Q3.4, floor, saturate.
; sat: they differ there. unsat: they are equal on all of these inputs.
; The status comes from evaluation at every input.
(set-info :smt-lib-version 2.6)
(set-option :produce-models true)
(set-logic QF_BV)
(set-info :status sat)
(declare-const x1 (_ BitVec 8))
(define-fun left () (_ BitVec 8) (ite (bvslt x1 (_ bv1 8)) ((_ sign_extend 5) (ite (bvslt x1 (bvneg (_ bv16 8))) ((_ sign_extend 1) (ite (bvslt x1 (bvneg (_ bv35 8))) (_ bv0 2) (ite (bvslt x1 (bvneg (_ bv24 8))) (bvneg (_ bv1 2)) (bvneg (_ bv2 2))))) (ite (bvslt x1 (bvneg (_ bv3 8))) (ite (bvslt x1 (bvneg (_ bv8 8))) (bvneg (_ bv3 3)) (bvneg (_ bv2 3))) ((_ sign_extend 2) (ite (bvslt x1 (bvneg (_ bv1 8))) (bvneg (_ bv1 1)) (_ bv0 1)))))) (ite (bvslt x1 (_ bv9 8)) ((_ sign_extend 4) (ite (bvslt x1 (_ bv3 8)) (_ bv1 4) (ite (bvslt x1 (_ bv5 8)) (_ bv2 4) ((_ extract 3 0) (bvadd ((_ extract 4 0) x1) (bvneg (_ bv2 5))))))) (ite (bvslt x1 (_ bv25 8)) ((_ sign_extend 2) (ite (bvslt x1 (_ bv17 8)) ((_ sign_extend 1) ((_ extract 4 0) (bvadd ((_ extract 5 0) x1) (bvneg (_ bv3 6))))) (bvadd ((_ extract 5 0) x1) (bvneg (_ bv2 6))))) (ite (bvslt x1 (_ bv36 8)) ((_ sign_extend 1) (bvadd ((_ extract 6 0) x1) (bvneg (_ bv1 7)))) x1)))))
(define-fun right () (_ BitVec 8) (ite (bvslt x1 (_ bv0 8)) ((_ sign_extend 5) (ite (bvslt x1 (bvneg (_ bv20 8))) ((_ sign_extend 1) (ite (bvslt x1 (bvneg (_ bv29 8))) (bvneg (_ bv1 2)) (bvneg (_ bv2 2)))) (ite (bvslt x1 (bvneg (_ bv5 8))) (bvneg (_ bv3 3)) ((_ sign_extend 1) (ite (bvslt x1 (bvneg (_ bv2 8))) (bvneg (_ bv2 2)) (bvneg (_ bv1 2))))))) (ite (bvslt x1 (_ bv6 8)) ((_ sign_extend 5) (ite (bvslt x1 (_ bv2 8)) (_ bv0 3) (ite (bvslt x1 (_ bv4 8)) (_ bv1 3) ((_ extract 2 0) (bvadd ((_ extract 3 0) x1) (bvneg (_ bv2 4))))))) (ite (bvslt x1 (_ bv21 8)) ((_ sign_extend 2) (bvadd ((_ extract 5 0) x1) (bvneg (_ bv3 6)))) (ite (bvslt x1 (_ bv30 8)) ((_ sign_extend 2) (bvadd ((_ extract 5 0) x1) (bvneg (_ bv2 6)))) (bvadd x1 (bvneg (_ bv1 8))))))))
(assert (not (= left right)))
(check-sat)
