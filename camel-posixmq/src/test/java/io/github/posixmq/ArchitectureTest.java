package io.github.posixmq;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.github.posixmq.camel.DeliveryGuarantee;
import io.github.posixmq.camel.GeometryMismatch;
import io.github.posixmq.camel.OnFailure;
import io.github.posixmq.camel.PosixMqComponent;
import io.github.posixmq.camel.PosixMqConfiguration;
import io.github.posixmq.camel.PosixMqConstants;
import io.github.posixmq.camel.PosixMqEndpoint;
import io.github.posixmq.camel.QueueActivity;
import io.github.posixmq.camel.QueueFullException;

/** The arrows run one way: example, Camel adapter, queue wrapper, Libc, one binding class, JNA. */
@AnalyzeClasses(packages = "io.github.posixmq", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String WRAPPER = "io.github.posixmq";
    private static final String ADAPTER = "io.github.posixmq.camel";
    private static final String EXAMPLE = "io.github.posixmq.example..";
    private static final String JNA = "com.sun.jna..";

    @ArchTest
    static final ArchRule wrapperNeedsTheJdkAndJnaAlone = classes()
            .that()
            .resideInAPackage(WRAPPER)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(WRAPPER, JNA, "java..");

    @ArchTest
    static final ArchRule adapterNeedsTheWrapperAndCamelAlone = classes()
            .that()
            .resideInAPackage(ADAPTER)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(ADAPTER, WRAPPER, "org.apache.camel..", "org.slf4j", "java..");

    @ArchTest
    static final ArchRule onlyTheBindingKnowsJna = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("io.github.posixmq.JnaBinding")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(JNA);

    @ArchTest
    static final ArchRule onlyForeignLooksClassesUp = noClasses()
            .that()
            .resideInAPackage(WRAPPER)
            .and()
            .doNotHaveFullyQualifiedName("io.github.posixmq.Foreign")
            .should()
            .callMethod(Class.class, "forName", String.class);

    @ArchTest
    static final ArchRule onlyTheForeignBindingKnowsForeign = noClasses()
            .that()
            .doNotBelongToAnyOf(Foreign.class, ForeignCalls.class, FfmBinding.class, CapturedErrno.class)
            .should()
            .accessClassesThat()
            .belongToAnyOf(Foreign.class, ForeignCalls.class, CapturedErrno.class);

    @ArchTest
    static final ArchRule onlyTheChoiceKnowsBindings = noClasses()
            .that()
            .doNotBelongToAnyOf(BindingChoice.class, FfmBinding.class, JnaBinding.class)
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(FfmBinding.class, JnaBinding.class);

    @ArchTest
    static final ArchRule bindingIsHidden = classes()
            .that()
            .belongToAnyOf(
                    Libc.class,
                    Binding.class,
                    BindingChoice.class,
                    JnaBinding.class,
                    FfmBinding.class,
                    Foreign.class,
                    ForeignCalls.class,
                    CapturedErrno.class)
            .should()
            .notBePublic();

    @ArchTest
    static final ArchRule nobodyKnowsTheExample = noClasses()
            .that()
            .resideOutsideOfPackage(EXAMPLE)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(EXAMPLE);

    @ArchTest
    static final ArchRule adapterShowsWhatUsersNeedAndNoMore = classes()
            .that()
            .resideInAPackage(ADAPTER)
            .and()
            .arePublic()
            .and()
            .areTopLevelClasses()
            .and()
            // Written by Camel's plugin.
            .haveSimpleNameNotEndingWith("Configurer")
            .and()
            .haveSimpleNameNotEndingWith("UriFactory")
            .should()
            .be(PosixMqComponent.class)
            .orShould()
            .be(PosixMqEndpoint.class)
            .orShould()
            .be(PosixMqConfiguration.class)
            .orShould()
            .be(PosixMqConstants.class)
            .orShould()
            .be(GeometryMismatch.class)
            .orShould()
            .be(DeliveryGuarantee.class)
            .orShould()
            .be(OnFailure.class)
            .orShould()
            .be(QueueActivity.class)
            .orShould()
            .be(QueueFullException.class);
}
