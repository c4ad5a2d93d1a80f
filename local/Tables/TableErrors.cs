using Azure;
using Azure.Data.Tables.Models;

namespace RecruitRetain.Local;

/// <summary>The service's refusals: status, code and words.</summary>
internal static class TableErrors
{
    public static RequestFailedException TableNotFound() => Refusal(404, TableErrorCode.TableNotFound, "The table specified does not exist.");

    public static RequestFailedException TableAlreadyExists() => Refusal(409, TableErrorCode.TableAlreadyExists, "The table specified already exists.");

    public static RequestFailedException NotFound() => Refusal(404, TableErrorCode.ResourceNotFound, "The specified resource does not exist.");

    public static RequestFailedException AlreadyExists() => Refusal(409, TableErrorCode.EntityAlreadyExists, "The specified entity already exists.");

    public static RequestFailedException ConditionNotSatisfied() =>
        Refusal(412, TableErrorCode.UpdateConditionNotSatisfied, "The update condition specified in the request was not satisfied.");

    public static RequestFailedException InvalidInput(string message) => Refusal(400, TableErrorCode.InvalidInput, message);

    public static RequestFailedException Refusal(int status, TableErrorCode code, string message) => new(status, message, code.ToString(), null);
}
