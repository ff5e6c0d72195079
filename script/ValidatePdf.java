import java.io.FileInputStream;
import java.util.List;
import java.util.Map;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.ValidationResult;

/** Holds each file against each flavour (3a, ua1, …) by veraPDF's engine; status 1 when a rule is broken. */
public class ValidatePdf {
    public static void main(String[] args) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        boolean whole = true;
        for (String name : args[0].split(",")) {
            PDFAFlavour flavour = PDFAFlavour.fromString(name);
            for (String file : List.of(args).subList(1, args.length)) {
                try (PDFAParser parser = Foundries.defaultInstance().createParser(new FileInputStream(file), flavour)) {
                    ValidationResult said = Foundries.defaultInstance().createValidator(flavour, false).validate(parser);
                    System.out.println((said.isCompliant() ? "passes " : "FAILS  ") + name + "  " + file);
                    whole &= said.isCompliant();
                    said.getTestAssertions().stream()
                        .filter(each -> each.getStatus() != org.verapdf.pdfa.results.TestAssertion.Status.PASSED)
                        .map(each -> each.getRuleId().getClause() + "-" + each.getRuleId().getTestNumber() + " " + each.getMessage())
                        .distinct().limit(10).forEach(each -> System.out.println("    " + each));
                }
            }
        }
        System.exit(whole ? 0 : 1);
    }
}
