using System.Text;
using EmuEdit.Cli.Terminal;
using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

public sealed class ConfigFuzzTests : IDisposable
{
    private const string Config =
        """{ "learning_rate": 0.0008, "steps": 3, "precision": "auto", /* a comment */ "task": ["add=1", "remove=2"], }""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Config_OfAnyDamage_IsRefusedInOneLineOrRead()
    {
        var path = _folder["config.json"];
        string[] args = ["train", "editor", "--run", _folder["run"], "--config", path];
        File.WriteAllBytes(path, Encoding.UTF8.GetBytes(Config));
        FileFuzz.Run(path, () =>
        {
            var root = CommandLine.Root();
            root.Parse(ConfigFile.Expand(root.Parse(args, Arguments.AsTheyStand), args), Arguments.AsTheyStand);
        });
    }
}
