using Xunit;

namespace EmuEdit.TestKit;

/// <summary>
/// Checks that take a processor for a quarter of a minute or more each, and that a change seldom
/// breaks: they run where the environment says EMUEDIT_LONG=1, as <c>.ci/run</c> does.
/// </summary>
public static class LongChecks
{
    /// <summary>Whether they are asked for.</summary>
    public static bool Asked => Environment.GetEnvironmentVariable("EMUEDIT_LONG") == "1";

    /// <summary>Skips the test that calls it, unless they are asked for.</summary>
    public static void SkipUnlessAsked() => Assert.SkipUnless(Asked, "A long check: it runs with EMUEDIT_LONG=1.");
}
