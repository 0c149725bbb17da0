using System.Globalization;
using EmuEdit.Core;
using EmuEdit.Networks;
using EmuEdit.Training.Optimisation;

namespace EmuEdit.Training.Runs;

/// <summary>
/// A run's state in one safetensors file: weights, their moving average, both moments, and
/// constants of the run. The metadata holds the step, the seconds and the precision. The file is
/// written under a temporary name and renamed; the previous one is kept.
/// </summary>
internal sealed class Checkpoint(string folder)
{
    internal const string FileName = "checkpoint.safetensors";
    internal const string AveragePrefix = "average/", ConstantPrefix = "constant/";
    private const string WeightPrefix = "weight/", FirstPrefix = "first/", SecondPrefix = "second/";

    private readonly string _path = Path.Combine(folder, FileName);
    private readonly string _previous = Path.Combine(folder, "checkpoint.previous.safetensors");

    /// <summary>Reads the newest checkpoint of the folder; null if there is none.</summary>
    /// <exception cref="InvalidInputException">The checkpoint is damaged.</exception>
    public Safetensors? Read() =>
        File.Exists(_path) ? Safetensors.Read(_path) : File.Exists(_previous) ? Safetensors.Read(_previous) : null;

    public void Write(TrainingState state)
    {
        var file = new Safetensors();
        file.Metadata["step"] = state.Step.ToString(CultureInfo.InvariantCulture);
        file.Metadata["seconds"] = state.Seconds.ToString("R", CultureInfo.InvariantCulture);
        file.Metadata["precision"] = state.Precision.Name();
        foreach (var (name, tensor) in state.Constants)
            file.Tensors[ConstantPrefix + name] = tensor;
        Save(file, WeightPrefix, state.Weights, state.Weights.Span());
        Save(file, AveragePrefix, state.Weights, state.Average.Span());
        Save(file, FirstPrefix, state.Weights, state.Optimiser.First);
        Save(file, SecondPrefix, state.Weights, state.Optimiser.Second);
        Directory.CreateDirectory(folder);
        var next = _path + ".next";
        file.Write(next);
        if (File.Exists(_path))
            File.Move(_path, _previous, overwrite: true);
        File.Move(next, _path);
    }

    /// <summary>Restores the whole state from a checkpoint of the same run.</summary>
    /// <exception cref="InvalidInputException">The network of the checkpoint has other parameters.</exception>
    public static void Restore(Safetensors file, TrainingState state)
    {
        (state.Step, state.Seconds) = Progress(file);
        // Before precision became an option, it was bfloat16.
        state.Precision = TrainingPrecisions.Find(file.Metadata.GetValueOrDefault("precision")) ?? TrainingPrecision.BFloat16;
        RestoreConstants(file, state);
        Load(file, WeightPrefix, state.Weights, state.Weights.Span());
        Load(file, AveragePrefix, state.Weights, state.Average.Span());
        Load(file, FirstPrefix, state.Weights, state.Optimiser.First);
        Load(file, SecondPrefix, state.Weights, state.Optimiser.Second);
    }

    /// <summary>
    /// Initialises the weights with the averaged weights of a checkpoint that match in name and
    /// shape.
    /// </summary>
    /// <returns>Names of the parameters that did not match.</returns>
    public static List<string> WarmStart(Safetensors file, TrainingState state)
    {
        var left = new List<string>();
        foreach (var (parameter, offset) in state.Weights.Parameters.Zip(state.Weights.Offsets))
            if (file.Tensors.TryGetValue(AveragePrefix + parameter.Name, out var tensor) && tensor.Shape.SequenceEqual(parameter.Shape))
                tensor.Values.CopyTo(state.Weights.Span().Slice((int)offset, (int)parameter.Count));
            else
                left.Add(parameter.Name);
        RestoreConstants(file, state);
        state.Average.CopyFrom(state.Weights);
        return left;
    }

    /// <summary>Returns a parameter's averaged values.</summary>
    /// <exception cref="InvalidInputException">The network of the checkpoint has other parameters.</exception>
    public static float[] Average(Safetensors file, Parameter parameter) => Values(file, AveragePrefix, parameter);

    /// <summary>Returns a constant of the run.</summary>
    /// <exception cref="InvalidInputException">The file has no constant of this name.</exception>
    public static float[] Constant(Safetensors file, string name) => file.Tensors.TryGetValue(ConstantPrefix + name, out var tensor)
        ? tensor.Values
        : throw new InvalidInputException($"the checkpoint has no '{name}'", "a checkpoint of the editor's training");

    /// <summary>Returns the number of steps and seconds trained.</summary>
    /// <exception cref="InvalidInputException">The file has no such metadata: it is not a checkpoint.</exception>
    public static (long Step, double Seconds) Progress(Safetensors file) =>
        long.TryParse(file.Metadata.GetValueOrDefault("step"), CultureInfo.InvariantCulture, out var step)
        && double.TryParse(file.Metadata.GetValueOrDefault("seconds"), CultureInfo.InvariantCulture, out var seconds)
            ? (step, seconds)
            : throw new InvalidInputException("a file without step and seconds", "a checkpoint that training wrote");

    private static void RestoreConstants(Safetensors file, TrainingState state)
    {
        foreach (var (name, expected) in state.Constants.ToArray())
            if (file.Tensors.TryGetValue(ConstantPrefix + name, out var tensor) && tensor.Shape.SequenceEqual(expected.Shape))
                state.Constants[name] = tensor;
    }

    private static void Save(Safetensors file, string prefix, ParameterStore layout, ReadOnlySpan<float> values)
    {
        foreach (var (parameter, offset) in layout.Parameters.Zip(layout.Offsets))
            file.Tensors[prefix + parameter.Name] = new(parameter.Shape, values.Slice((int)offset, (int)parameter.Count).ToArray());
    }

    private static void Load(Safetensors file, string prefix, ParameterStore layout, Span<float> values)
    {
        foreach (var (parameter, offset) in layout.Parameters.Zip(layout.Offsets))
            Values(file, prefix, parameter).CopyTo(values[(int)offset..]);
    }

    private static float[] Values(Safetensors file, string prefix, Parameter parameter) =>
        file.Tensors.TryGetValue(prefix + parameter.Name, out var tensor) && tensor.Shape.SequenceEqual(parameter.Shape)
            ? tensor.Values
            : throw new InvalidInputException(
                $"the checkpoint has no '{parameter.Name}' of {string.Join(" x ", parameter.Shape)}",
                "the network options the run was started with",
                "use those, or another folder"
            );
}
