using System.Text.Json.Nodes;

namespace EmuEdit.Hosting.Tests.Deployment;

/// <summary>The templates as Azure gets them.</summary>
public sealed class TemplateFixture : IAsyncLifetime
{
    /// <summary>By the name of their Bicep file.</summary>
    internal IReadOnlyDictionary<string, JsonNode> Templates { get; private set; } = new Dictionary<string, JsonNode>();

    internal JsonNode Main => Templates["bicep/main.bicep"];

    public async ValueTask InitializeAsync()
    {
        using var bicep = new Bicep();
        await bicep.Run(["build", "--pattern", "bicep/**/*.bicep"]);
        Templates = Bicep
            .FilesIn("bicep")
            .Where(f => Path.GetExtension(f) == ".bicep")
            .ToDictionary(f => f, f => JsonNode.Parse(File.ReadAllText(Path.ChangeExtension(bicep[f], ".json")))!);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
