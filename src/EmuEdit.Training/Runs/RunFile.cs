using System.Text.Json;
using System.Text.Json.Nodes;
using EmuEdit.Core;

namespace EmuEdit.Training.Runs;

/// <summary>
/// The options of a run, in <c>run.json</c>, so that the run can be documented and repeated, and
/// its networks rebuilt for export.
/// </summary>
internal static class RunFile
{
    private const string Name = "run.json";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
        WriteIndented = true,
    };

    /// <summary>Writes the file.</summary>
    /// <param name="options">Options of the run.</param>
    /// <param name="precision">Precision of the run.</param>
    /// <param name="network">Sizes of the networks.</param>
    /// <param name="objective">Further options of the trainer's objective.</param>
    public static void Write(TrainerOptions options, TrainingPrecision precision, object network, object objective)
    {
        var o = options;
        var run = new
        {
            o.Command,
            o.Commit,
            o.Seed,
            o.Steps,
            o.Minutes,
            o.BatchSize,
            o.AccumulationSteps,
            precision = precision.Name(),
            initialWeights = Path.GetFileName(o.InitialWeights),
            o.Optimiser,
            objective,
            network,
        };
        AtomicFile.Write(Path.Combine(options.Folder, Name), JsonSerializer.Serialize(run, Json));
    }

    /// <summary>Reads the file of a run; an empty object if there is none.</summary>
    /// <exception cref="InvalidInputException">The file is not a JSON object.</exception>
    public static JsonObject Read(string folder)
    {
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path))
            return [];
        try
        {
            return JsonNode.Parse(File.ReadAllText(path))?.AsObject() ?? throw new JsonException("it is null");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidInputException(
                $"{path} cannot be read ({e.Message.TrimEnd('.')})",
                "the options of a run, as training writes them",
                "copy the file again"
            );
        }
    }

    /// <summary>Returns the sizes of a run's networks; the defaults if the file does not have them.</summary>
    /// <exception cref="InvalidInputException">The sizes are not in this version's format.</exception>
    public static TNetwork Network<TNetwork>(JsonObject run) where TNetwork : new()
    {
        try
        {
            return run["network"].Deserialize<TNetwork>(Json) ?? new();
        }
        catch (JsonException e)
        {
            throw new InvalidInputException(
                $"network of {Name} cannot be read ({e.Message.TrimEnd('.')})",
                "the sizes of a run, as training writes them",
                "copy the file again"
            );
        }
    }
}
