using System.CommandLine;
using EmuEdit.Diffusion;
using EmuEdit.Editing;

namespace EmuEdit.Cli.Commands;

/// <summary>The command-line options of an edit. Options that are not given have the bundle's defaults.</summary>
internal sealed class EditOptionSet
{
    private readonly Option<int?> _steps = NumberOption.Optional<int>("--steps", "Denoising steps", "1 to 1000");
    private readonly Option<float?> _text = NumberOption.Optional<float>(
        "--text-guidance",
        "How strongly to follow the instruction",
        "0 to 50"
    );
    private readonly Option<float?> _image = NumberOption.Optional<float>(
        "--image-guidance",
        "How strongly to follow the picture",
        "0 to 50"
    );
    private readonly Option<float?> _alpha = NumberOption.Optional<float>("--alpha", "Changes smaller than this are undone", "0 to 1");
    private readonly Option<double?> _reuse = NumberOption.Optional<double>(
        "--reuse",
        "Leave out steps that would change the prediction by less than this",
        "0 to 1"
    );
    private readonly Option<string?> _sampler = new("--sampler")
    {
        Description = "One of " + string.Join(", ", Samplers.Names),
        HelpName = "name",
    };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _steps, _text, _image, _alpha, _sampler, _reuse })
            command.Add(option);
    }

    /// <summary>Reads the options and checks their ranges.</summary>
    /// <exception cref="Core.InvalidInputException">An option is out of its range.</exception>
    public EditOptions Read(ParseResult parsed) => new EditOptions
    {
        Steps = parsed.GetValue(_steps),
        TextGuidance = parsed.GetValue(_text),
        ImageGuidance = parsed.GetValue(_image),
        Alpha = parsed.GetValue(_alpha),
        Sampler = parsed.GetValue(_sampler),
        Reuse = parsed.GetValue(_reuse),
    }.Validated();
}
