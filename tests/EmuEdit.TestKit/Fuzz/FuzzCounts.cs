using System.Globalization;

namespace EmuEdit.TestKit;

/// <summary>How much the fuzz tests try: what the environment says, or what an ordinary run has time for.</summary>
public static class FuzzCounts
{
    // Readers that share the files.
    private const int Readers = 20;

    /// <summary>Requests to the server: EMUEDIT_FUZZ; default 1000, with the long checks 3000.</summary>
    public static int Requests { get; } = Of("EMUEDIT_FUZZ", 1000, 3000);

    /// <summary>
    /// Damaged files for each reader: a twentieth of EMUEDIT_FUZZ_FILES; its default is 500, with
    /// the long checks 3000.
    /// </summary>
    public static int FilesEach { get; } = Math.Max(1, Of("EMUEDIT_FUZZ_FILES", 500, 3000) / Readers);

    private static int Of(string variable, int otherwise, int withLongChecks) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } given ? int.Parse(given, CultureInfo.InvariantCulture)
        : LongChecks.Asked ? withLongChecks
        : otherwise;
}
